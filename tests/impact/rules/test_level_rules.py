"""Each of the ten rules by an example, and what stops, floors and raises a level."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.content.decision_tree import DecisionTree
from app.content.definitions import load
from app.content.words import AREAS
from app.impact.rules.facts import ChangeFacts, Fact, ServiceFacts, Workflow
from app.impact.rules.levels import LevelVerdict, assessment_level, decide
from tests.paths import ROOT

TODAY = date(2026, 11, 22)
TREE: DecisionTree = load(ROOT / "questionnaires").decision_tree
KNOWN = ChangeFacts(
    areas=frozenset({"notifications"}),
    flags=frozenset(),
    kind="feature",
    impact="low",
    default_state="auto_on",
    needs_configuration=False,
    needs_procedure=False,
    needs_training=False,
    needs_role=False,
    needs_integration=False,
    needs_document=False,
    could_have_affected_records=False,
)
SERVICE = ServiceFacts("T1", is_regulated=Fact(value=True))
USE = Workflow("W1", "Deviation log", frozenset({"records_data_integrity"}), confirmed_on=date(2026, 3, 1))


def verdict(
    change: ChangeFacts = KNOWN, service: ServiceFacts = SERVICE, workflows: tuple[Workflow, ...] = (USE,)
) -> LevelVerdict:
    return decide(change, service, workflows, TREE, TODAY)


def proven(value: Any) -> Fact[Any]:
    return Fact(value, "licence list 7", date(2026, 11, 1))


RECORDS = replace(KNOWN, areas=frozenset({"records_data_integrity"}), kind="behaviour_change")
EXAMPLES: list[tuple[str, str, LevelVerdict]] = [
    ("R1", "L0", verdict(service=ServiceFacts("T4", is_regulated=proven(value=False)))),
    ("R2", "L0", verdict(replace(RECORDS, module="eTMF"), replace(SERVICE, licensed=proven(frozenset({"QMS"}))))),
    (
        "R3",
        "L0",
        verdict(
            replace(RECORDS, default_state="opt_in", toggle="New editor"),
            replace(SERVICE, toggles_off=(("new editor", proven(value=True)),)),
        ),
    ),
    ("R4", "L2", verdict(replace(KNOWN, kind=None))),
    ("R5", "L1", verdict(replace(KNOWN, areas=frozenset({AREAS[9]}), kind="infra_only"))),
    ("R6", "L0", verdict()),
    ("R7", "L2", verdict(replace(KNOWN, kind="bug_fix", could_have_affected_records=True))),
    ("R8", "L2", verdict(RECORDS)),
    ("R9", "L3", verdict(replace(RECORDS, kind="deprecation_removal"))),
    ("R10", "L1", verdict(replace(KNOWN, areas=frozenset({AREAS[11]}), needs_procedure=True))),
]


@pytest.mark.parametrize(("rule", "level", "found"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_each_rule_can_be_reached(rule: str, level: str, found: LevelVerdict) -> None:
    assert (found.rule_id, found.level) == (rule, level)
    assert [reason.rule_id for reason in found.reasons] == [f"R{number}" for number in range(1, 11)]
    assert all(reason.sentence.endswith(".") for reason in found.reasons)


@pytest.mark.parametrize(
    ("rule", "change", "service"),
    [
        ("R1", KNOWN, ServiceFacts("T4", is_regulated=Fact(value=False))),
        ("R2", replace(RECORDS, module="eTMF"), replace(SERVICE, licensed=Fact(frozenset({"QMS"})))),
        (
            "R3",
            replace(RECORDS, default_state="opt_in", toggle="x"),
            replace(SERVICE, toggles_off=(("x", Fact(value=True, proof="screenshot")),)),
        ),
        (
            "R3",
            replace(RECORDS, default_state="opt_in", toggle="x"),
            replace(SERVICE, toggles_off=(("x", Fact(value=True, proof="export", as_of=date(2026, 11, 23))),)),
        ),
    ],
)
def test_a_stop_without_stored_dated_proof_is_unknown(rule: str, change: ChangeFacts, service: ServiceFacts) -> None:
    found = verdict(change, service)
    assert {reason.rule_id: reason.outcome for reason in found.reasons}[rule] == "unknown"
    assert found.level == "L2"
    assert found.proof_needed


def test_a_module_we_have_and_a_switch_that_is_on_stop_nothing() -> None:
    licensed = replace(SERVICE, licensed=proven(frozenset({"eTMF"})))
    assert verdict(replace(RECORDS, module="etmf"), licensed).rule_id == "R8"
    on = replace(SERVICE, toggles_off=(("x", proven(value=False)),))
    assert verdict(replace(RECORDS, default_state="opt_in", toggle="x"), on).rule_id == "R8"


def test_a_function_that_is_off_is_watched() -> None:
    assert EXAMPLES[2][2].flags == ("toggle_watch",)


@pytest.mark.parametrize(("tier", "level"), [("T1", "L1"), ("T2", "L1"), ("T3", "L0")])
def test_a_platform_change_is_lighter_for_a_moderate_service(tier: str, level: str) -> None:
    change = replace(KNOWN, areas=frozenset({AREAS[9]}), kind="security_fix")
    assert verdict(change, replace(SERVICE, tier=tier)).level == level


def test_an_unused_function_needs_a_confirmation_within_twelve_months() -> None:
    old = replace(USE, confirmed_on=date(2025, 11, 21))
    edge = replace(USE, confirmed_on=date(2025, 11, 22))
    assert verdict(workflows=(edge,)).level == "L0"
    assert (verdict(workflows=(old,)).level, verdict(workflows=(old,)).rule_id) == ("L1", "R6")
    assert verdict(workflows=(replace(USE, confirmed_on=None),)).level == "L1"
    assert verdict(workflows=(replace(USE, confirmed_on=date(2027, 1, 1)),)).level == "L1"


def test_a_repaired_defect_asks_to_look_back() -> None:
    found = EXAMPLES[6][2]
    assert found.look_back
    assert {"look_back", "deviation_check"} <= set(found.flags)


@pytest.mark.parametrize(
    ("workflow", "kind", "level", "test"),
    [
        (USE, "feature", "L2", "unscripted"),
        (USE, "bug_fix", "L2", "limited_scripted"),
        (replace(USE, is_high_process_risk=True), "feature", "L2", "scripted"),
        (replace(USE, is_record_integrity_critical=True), "feature", "L2", "scripted"),
    ],
)
def test_protected_use_is_tested_by_its_risk(workflow: Workflow, kind: str, level: str, test: str) -> None:
    found = verdict(replace(RECORDS, kind=kind), workflows=(workflow,))
    assert (found.level, found.test_kind) == (level, test)


@pytest.mark.parametrize(
    ("area", "workflow"),
    [
        ("esignature_approval_workflow", replace(USE, keeps_signatures=True)),
        ("audit_trail_history", replace(USE, keeps_part11_records=True)),
        ("calculations_results_rules", replace(USE, areas=frozenset({"calculations_results_rules"}))),
    ],
)
def test_signature_audit_trail_and_calculation_are_full_change_control(area: str, workflow: Workflow) -> None:
    change = replace(KNOWN, areas=frozenset({area}))
    assert verdict(change, workflows=(workflow,)).level == "L3"
    assert verdict(change).level == "L0"


def test_a_change_of_the_data_model_reaches_every_workflow_with_records() -> None:
    change = replace(KNOWN, flags=frozenset({"data_model"}))
    assert verdict(change, workflows=(replace(USE, keeps_part11_records=True),)).level == "L3"


def test_a_missing_fact_of_the_vendors_asks_the_vendor_and_one_of_ours_does_not() -> None:
    theirs = verdict(replace(KNOWN, default_state="unknown"))
    ours = verdict(replace(KNOWN, needs_training=None))
    assert (theirs.level, theirs.needs_vendor_question, theirs.missing) == ("L2", True, ("default state",))
    assert (ours.level, ours.needs_vendor_question, ours.missing) == ("L2", False, ("our follow-up",))
    assert verdict(workflows=()).missing == ("our workflows",)


def test_what_is_known_to_be_serious_stays_serious_while_something_is_unknown() -> None:
    change = replace(RECORDS, kind="deprecation_removal", needs_training=None)
    found = verdict(change)
    assert (found.level, found.rule_id, found.is_stopped) == ("L3", "R9", False)


def test_needs_become_flags() -> None:
    found = verdict(replace(KNOWN, needs_training=True, needs_role=True))
    assert {"needs_training", "needs_role"} <= set(found.flags)


def test_no_rule_is_an_answer_too() -> None:
    use = replace(USE, areas=frozenset({"notifications"}))
    assert (verdict(workflows=(use,)).rule_id, verdict(workflows=(use,)).level) == ("otherwise", "L1")
    assert verdict(replace(KNOWN, impact="none"), workflows=(use,)).level == "L0"


def test_the_level_of_an_assessment_is_its_highest() -> None:
    assert assessment_level(["L0", "L2", "L1"]) == "L2"
    with pytest.raises(ValueError, match="at least one change"):
        assessment_level([])
