from dataclasses import replace
from datetime import date

from app.content.definitions import load
from app.impact.rules.facts import ChangeFacts, ServiceFacts, Workflow
from app.impact.rules.levels import decide
from app.impact.rules.relevance import match
from app.impact.rules.tests_needed import Judged, TestOutline, TestProposal, propose_tests
from tests.paths import ROOT

TREE = load(ROOT / "questionnaires").decision_tree
TODAY = date(2026, 11, 22)
APPROVAL = Workflow(
    "W1", "Document approval", frozenset({"esignature_approval_workflow"}), keeps_signatures=True, confirmed_on=TODAY
)
TRAINING = Workflow("W2", "Training records", frozenset({"records_data_integrity"}), confirmed_on=TODAY)
BASE = ChangeFacts(
    kind="bug_fix",
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
SIGNING = replace(BASE, areas=frozenset({"esignature_approval_workflow"}))
STORING = replace(BASE, areas=frozenset({"records_data_integrity"}))
COLOURS = replace(BASE, areas=frozenset({"ui_cosmetic"}), impact="none")
OUTLINES = (
    TestOutline("T1", "Sign a document", "W1", frozenset({"esignature_approval_workflow"})),
    TestOutline("T2", "Keep a training record", "W2", frozenset({"records_data_integrity"})),
    TestOutline("T3", "Print a training record", "W2", frozenset({"reporting_export_print"}), has_failed_lately=True),
)


def judged(title: str, change: ChangeFacts) -> Judged:
    return Judged(title, change, decide(change, ServiceFacts("T1"), (APPROVAL, TRAINING), TREE, TODAY))


def proposal(*changes: ChangeFacts, tier: str = "T1", release_type: str = "patch") -> TestProposal:
    rows = [judged(f"Change {number}", change) for number, change in enumerate(changes)]
    return propose_tests(rows, (APPROVAL, TRAINING), OUTLINES, TREE, tier=tier, release_type=release_type)


def test_each_touched_area_of_a_workflow_needs_the_kind_its_risk_asks_for() -> None:
    needs = {(n.workflow.id, n.area): n.test_kind for n in proposal(SIGNING, STORING).needs}
    assert needs == {
        ("W1", "esignature_approval_workflow"): "scripted",
        ("W2", "records_data_integrity"): "limited_scripted",
    }


def test_new_behaviour_without_high_risk_is_explored_without_a_script() -> None:
    (need,) = proposal(replace(STORING, kind="feature")).needs
    assert need.test_kind == "unscripted"
    assert "Change 0" in need.reason


def test_the_stricter_of_two_kinds_stays() -> None:
    (need,) = proposal(replace(STORING, kind="feature"), STORING).needs
    assert need.test_kind == "limited_scripted"


def test_every_test_is_either_proposed_or_left_out_with_a_reason() -> None:
    found = proposal(SIGNING)
    assert [test.id for test in found.tests] == ["T1", "T3"]
    assert "failed" in found.tests[1].reason
    left = {one.id: one.reason for one in found.not_proposed}
    assert left["T2"] == "No change touches what it covers."
    assert "W2" in left
    assert "smoke-integration" in left


def test_the_core_pack_is_run_for_protected_areas_and_for_bigger_releases_of_a_critical_service() -> None:
    core = {test.id for test in TREE.core_pack}
    assert core <= {pack.id for pack in proposal(SIGNING, tier="T2").packs}
    assert core <= {pack.id for pack in proposal(COLOURS, release_type="minor").packs}
    assert not core & {pack.id for pack in proposal(COLOURS).packs}
    assert core <= {one.id for one in proposal(COLOURS).not_proposed}


def test_interfaces_and_data_model_bring_the_integration_smoke_test() -> None:
    interface = replace(BASE, areas=frozenset({"integrations_api_import"}))
    model = replace(STORING, flags=frozenset({"data_model"}))
    for change in (interface, model):
        assert "smoke-integration" in {pack.id for pack in proposal(change).packs}


def test_a_platform_change_brings_the_smoke_pack() -> None:
    patch = replace(BASE, areas=frozenset({"infra_performance_security_patch"}), kind="infra_only")
    assert {"smoke-sign-in", "smoke-save"} <= {pack.id for pack in proposal(patch).packs}


def test_a_workflow_is_reached_by_area_flag_or_name_with_the_reason() -> None:
    by_area = match({"esignature_approval_workflow"}, (), (APPROVAL, TRAINING))
    assert [one.workflow.id for one in by_area] == ["W1"]
    assert by_area[0].sentence == "The workflow Document approval relies on esignature_approval_workflow."
    by_flag = match((), {"data_model", "removal"}, (APPROVAL, TRAINING))
    assert [(one.workflow.id, one.flags) for one in by_flag] == [("W1", ("data_model",))]
    by_name = match((), (), (APPROVAL, TRAINING), "Training of records managers was improved")
    assert [(one.workflow.id, one.is_used) for one in by_name] == [("W2", False)]
    assert "is named in the text" in by_name[0].sentence
    assert match({"ui_cosmetic"}, (), (APPROVAL, TRAINING)) == ()


def test_part_11_records_always_bring_audit_trail_and_records() -> None:
    plain = Workflow("W3", "Log", frozenset(), keeps_part11_records=True)
    assert match({"audit_trail_history"}, (), (plain,))[0].is_protected
