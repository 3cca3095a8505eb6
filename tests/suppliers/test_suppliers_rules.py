"""What the register judges, without database or web."""

from datetime import date

import pytest

from app.content.words import AREAS
from app.records.separation import Step
from app.suppliers.models import REGISTER, TIER_CHOICE
from app.suppliers.models.naming import name_key
from app.suppliers.rules.details import WorkflowDetails
from app.suppliers.rules.facts import BY_CODE, FactDetails, fact_problems, older_fact_problem, value_words
from app.suppliers.rules.owners import Candidate, owner_problem, service_owner_problems
from app.suppliers.rules.retirement import (
    service_reactivation,
    service_retirement,
    supplier_retirement,
    workflow_reactivation,
)
from app.suppliers.rules.tiers import TIERS, Party, barred, tier_route
from app.suppliers.rules.workflows import AREA_TITLES, confirmation, in_order, workflow_problems

TODAY = date(2026, 11, 2)
BEA = Candidate(1, "Bea Porter", ("BPO",), is_active=True)
SOL = Candidate(2, "Sol Owens", ("SO",), is_active=True)


def test_supplier_leaves_only_without_active_services():
    assert supplier_retirement([]).is_allowed
    verdict = supplier_retirement(["SVC-0001 QMS", "SVC-0002 LIMS"])
    assert verdict.reasons == (
        "The service SVC-0001 QMS is still active. Retire it first.",
        "The service SVC-0002 LIMS is still active. Retire it first.",
    )


def test_every_obstacle_of_a_service_is_named():
    verdict = service_retirement(["WFL-0001 CAPA"], ["TIE-2026-0001"], ["RIA-2026-0001 is open. Close it first."])
    assert len(verdict.reasons) == 3
    assert verdict.reasons[2] == "RIA-2026-0001 is open. Close it first."
    assert service_retirement([], [], []).is_allowed


def test_nothing_comes_back_under_something_retired():
    assert not service_reactivation("SUP-0001 Northlake", is_supplier_active=False).is_allowed
    assert service_reactivation("SUP-0001 Northlake", is_supplier_active=True).is_allowed
    assert not workflow_reactivation("SVC-0001 QMS", is_service_active=False).is_allowed
    assert workflow_reactivation("SVC-0001 QMS", is_service_active=True).is_allowed


@pytest.mark.parametrize(
    ("candidate", "role", "sentence"),
    [
        (None, "BPO", None),
        (BEA, "BPO", None),
        (BEA, "SO", "does not hold the role SO"),
        (Candidate(3, "Gone Person", ("BPO",), is_active=False), "BPO", "is deactivated"),
    ],
)
def test_owner_is_active_and_holds_the_role(candidate, role, sentence):
    problem = owner_problem(candidate, role)
    assert (problem is None) if sentence is None else (sentence in problem)


def test_two_owners_are_two_people():
    both = Candidate(3, "Bo Soth", ("BPO", "SO"), is_active=True)
    assert dict(service_owner_problems(both, both)).keys() == {"so_id"}
    assert list(service_owner_problems(BEA, SOL)) == []


def fact(**changes) -> FactDetails:
    return FactDetails(
        **{"kind": "module", "name": "CAPA", "value": "licensed", "proof": "p", "as_of": TODAY, **changes}
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "colour"}, "kind"),
        ({"name": ""}, "name"),
        ({"value": ""}, "value"),
        ({"value": "perhaps"}, "value"),
        ({"proof": ""}, "proof"),
        ({"as_of": date(2026, 11, 3)}, "as_of"),
    ],
)
def test_unsound_fact_is_refused_at_its_field(changes, field):
    assert [name for name, _ in fact_problems(fact(**changes), TODAY)] == [field]


def test_sound_fact():
    assert list(fact_problems(fact(), TODAY)) == []
    assert value_words("module", "not_licensed") == "not licensed"
    assert value_words("site", "Basel") == "Basel"


def test_older_proof_does_not_overrule_a_newer_one():
    assert older_fact_problem(fact(as_of=date(2026, 1, 1)), date(2026, 2, 1))
    assert older_fact_problem(fact(), TODAY) is None
    assert older_fact_problem(fact(), None) is None


def test_kinds_are_those_of_the_record():
    assert set(BY_CODE) == {
        "edition",
        "module",
        "toggle",
        "hosting",
        "region",
        "subprocessor",
        "site",
        "environment",
    }


@pytest.mark.parametrize("tier", ["T1", "T2", "T3", "T4"])
def test_route_of_each_tier(tier):
    expected = ["AUTHOR", "APPROVE-BPO"] + (["APPROVE-QA"] if tier in {"T1", "T2"} else [])
    route = tier_route(tier)
    assert [step.meaning for step in route] == expected
    assert all("AUTHOR" in step.separate_from for step in route[1:])
    assert set(TIERS) == {"T1", "T2", "T3", "T4"}


@pytest.mark.parametrize(
    ("step", "person_id", "is_barred"),
    [
        (Step("AUTHOR", "SQM"), "7", False),
        (Step("AUTHOR", "SQM"), "8", True),
        (Step("APPROVE-BPO", "BPO"), "7", True),
        (Step("APPROVE-BPO", "BPO"), "1", False),
        (Step("APPROVE-BPO", "BPO"), "9", True),
        (Step("APPROVE-QA", "QA"), "7", True),
        (Step("APPROVE-QA", "QA"), "9", False),
        (None, "9", False),
    ],
)
def test_who_is_barred_from_a_step(step, person_id, is_barred):
    assert bool(barred(step, person_id, Party("7", "1", "Bea Porter"))) is is_barred


def test_without_a_named_owner_any_process_owner_approves():
    assert barred(Step("APPROVE-BPO", "BPO"), "9", Party("7", None, None)) == {}


def test_workflow_needs_a_name_and_an_area():
    fields = [field for field, _ in workflow_problems(WorkflowDetails("", ()))]
    assert fields == ["name", "areas"]
    assert list(workflow_problems(WorkflowDetails("CAPA", ("notifications",)))) == []
    assert [f for f, _ in workflow_problems(WorkflowDetails("CAPA", ("colour",)))] == ["areas"]


def test_workflow_that_keeps_signatures_relies_on_the_signature_area():
    details = WorkflowDetails("CAPA", ("notifications",), keeps_signatures=True)
    assert [field for field, _ in workflow_problems(details)] == ["areas"]


def test_areas_have_titles_and_one_order():
    assert tuple(AREA_TITLES) == AREAS
    assert in_order(("notifications", "auth_access_control", "notifications")) == [
        "auth_access_control",
        "notifications",
    ]


def test_only_the_named_owner_confirms():
    owner = {"bpo_id": 1, "bpo_name": "Bea Porter"}
    assert confirmation(is_active=True, person_id=1, **owner).is_allowed
    assert not confirmation(is_active=True, person_id=2, **owner).is_allowed
    assert not confirmation(is_active=False, person_id=1, **owner).is_allowed
    assert not confirmation(is_active=True, person_id=1, bpo_id=None, bpo_name=None).is_allowed


def test_one_name_in_any_spelling():
    assert name_key("ACME\u00a0 GmbH ") == name_key("Acme GmbH") == "acme gmbh"
    assert name_key("A\u030arsten") == name_key("Årsten")
    assert name_key("Straße") == name_key("STRASSE")


def test_leaving_and_coming_back_need_reasons():
    for name, state in (("retire", "active"), ("reactivate", "retired")):
        assert not REGISTER.allows(name, state, has_reason=False, is_signed=False).is_allowed
        assert REGISTER.allows(name, state, has_reason=True, is_signed=False).is_allowed
        assert not REGISTER.allows(name, state, has_reason=True, is_signed=False, is_clock=True).is_allowed


def test_every_move_of_a_tier_choice_is_signed():
    assert all(move.signed for move in TIER_CHOICE.moves)
