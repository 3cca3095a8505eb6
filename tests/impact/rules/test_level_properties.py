"""What must hold for the level of every combination of facts, drawn at random."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.definitions import load
from app.content.words import AREAS, FLAGS, IMPACTS, KINDS, LEVELS, PROTECTED_AREAS, TIERS
from app.impact.rules.facts import NEEDS, ChangeFacts, Fact, ServiceFacts, Workflow
from app.impact.rules.levels import LevelVerdict, decide
from tests.paths import ROOT

TODAY = date(2026, 11, 22)
TREE = load(ROOT / "questionnaires").decision_tree


def verdict(change: ChangeFacts, service: ServiceFacts, workflows: tuple[Workflow, ...]) -> LevelVerdict:
    return decide(change, service, workflows, TREE, TODAY)


three = st.sampled_from([True, False, None])
days = st.sampled_from([None, date(2024, 1, 1), date(2026, 11, 1), date(2027, 1, 1)])
proofs = st.sampled_from([None, "", "configuration export"])
area_sets = st.frozensets(st.sampled_from(AREAS), max_size=4)
changes = st.builds(
    ChangeFacts,
    areas=st.none() | area_sets,
    flags=st.none() | st.frozensets(st.sampled_from(FLAGS), max_size=2),
    kind=st.none() | st.sampled_from(KINDS),
    impact=st.none() | st.sampled_from(IMPACTS),
    default_state=st.sampled_from(["auto_on", "new_tenants", "opt_in", "vendor_enabled", "removed", "unknown", "?"]),
    module=st.sampled_from([None, "QMS", "eTMF"]),
    toggle=st.sampled_from([None, "x"]),
    needs_configuration=three,
    needs_procedure=three,
    needs_training=three,
    needs_role=three,
    needs_integration=three,
    needs_document=three,
    could_have_affected_records=three,
)
known_changes = st.builds(
    ChangeFacts,
    areas=st.frozensets(st.sampled_from(AREAS), max_size=2),
    flags=st.frozensets(st.sampled_from(FLAGS), max_size=1),
    kind=st.sampled_from(KINDS),
    impact=st.sampled_from(IMPACTS),
    default_state=st.sampled_from(["auto_on", "removed"]),
    needs_configuration=st.just(value=False),
    needs_procedure=st.just(value=False),
    needs_training=st.booleans(),
    needs_role=st.just(value=False),
    needs_integration=st.just(value=False),
    needs_document=st.just(value=False),
    could_have_affected_records=st.booleans(),
)
"""Every fact known: without these, rule R4 answers nearly every draw and hides the other rules."""
services = st.builds(
    ServiceFacts,
    tier=st.sampled_from(TIERS),
    is_regulated=st.builds(Fact, three, proofs, days),
    licensed=st.builds(Fact, st.sampled_from([None, frozenset({"QMS"})]), proofs, days),
    toggles_off=st.lists(st.tuples(st.just("x"), st.builds(Fact, three, proofs, days)), max_size=1).map(tuple),
)
uses = st.lists(
    st.builds(
        Workflow,
        id=st.sampled_from(["W1", "W2"]),
        name=st.just("Use"),
        areas=area_sets,
        is_high_process_risk=st.booleans(),
        is_record_integrity_critical=st.booleans(),
        keeps_part11_records=st.booleans(),
        keeps_signatures=st.booleans(),
        confirmed_on=days,
    ),
    max_size=2,
).map(tuple)


def rank(level: str) -> int:
    return LEVELS.index(level)


@given(changes, services, uses)
def test_every_combination_has_a_verdict_with_ten_reasons(
    change: ChangeFacts, service: ServiceFacts, workflows: tuple[Workflow, ...]
) -> None:
    found = verdict(change, service, workflows)
    assert len(found.reasons) == 10
    assert {reason.outcome for reason in found.reasons} <= {"met", "not_met", "unknown"}
    assert all((reason.level is not None) == (reason.outcome == "met") for reason in found.reasons)


@given(changes, services, uses)
def test_a_stop_needs_proof_and_nothing_unknown_is_ever_l0(
    change: ChangeFacts, service: ServiceFacts, workflows: tuple[Workflow, ...]
) -> None:
    found = verdict(change, service, workflows)
    facts = {"R1": service.is_regulated, "R2": service.licensed, "R3": service.is_off(change.toggle or change.module)}
    if found.rule_id in facts:
        assert facts[found.rule_id].is_proven(TODAY)
    elif found.missing:
        assert rank(found.level) >= rank("L2")


@settings(max_examples=400)
@given(changes | known_changes, services, uses, st.sampled_from(sorted(PROTECTED_AREAS)))
def test_one_more_protected_area_never_lowers_the_level(
    change: ChangeFacts, service: ServiceFacts, workflows: tuple[Workflow, ...], area: str
) -> None:
    before = replace(change, areas=change.areas or frozenset())
    after = replace(before, areas=(before.areas or frozenset()) | {area})
    assert rank(verdict(after, service, workflows).level) >= rank(verdict(before, service, workflows).level)


UNKNOWN: dict[str, Any] = {
    "areas": None,
    "flags": None,
    "kind": None,
    "impact": None,
    "default_state": "unknown",
    "needs_configuration": None,
    "needs_training": None,
    "could_have_affected_records": None,
}


@given(changes | known_changes, services, uses, st.sampled_from(sorted(UNKNOWN)))
def test_a_fact_that_becomes_unknown_never_lowers_a_level_below_l2(
    change: ChangeFacts, service: ServiceFacts, workflows: tuple[Workflow, ...], name: str
) -> None:
    """Rule R4 gives L2, so only what leant on the lost fact itself may fall, and then to L2."""
    before = verdict(change, service, workflows)
    after = verdict(replace(change, **{name: UNKNOWN[name]}), service, workflows)
    assert rank(after.level) >= min(rank(before.level), rank("L2"))


@given(changes, services, uses)
def test_proof_that_is_lost_never_lowers_the_level(
    change: ChangeFacts, service: ServiceFacts, workflows: tuple[Workflow, ...]
) -> None:
    bare = replace(service, is_regulated=Fact(), licensed=Fact(), toggles_off=())
    assert rank(verdict(change, bare, workflows).level) >= min(
        rank(verdict(change, service, workflows).level), rank("L2")
    )


def test_one_more_protected_area_never_lowers_a_level_in_any_fully_known_case() -> None:
    """Every case of a small world, because random draws seldom come to the platform rule with nothing used."""
    known = ChangeFacts(default_state="auto_on", could_have_affected_records=False)
    known = replace(known, **{f"needs_{name}": False for name in NEEDS})
    use = Workflow("W1", "Use", frozenset({"records_data_integrity"}), confirmed_on=TODAY)
    areas = [frozenset[str](), *(frozenset({area}) for area in AREAS)]
    for kind, impact, tier, base in product(KINDS, IMPACTS, TIERS, areas):
        before = replace(known, kind=kind, impact=impact, areas=base)
        low = verdict(before, ServiceFacts(tier, Fact(value=True)), (use,))
        for area in PROTECTED_AREAS:
            high = verdict(replace(before, areas=base | {area}), ServiceFacts(tier, Fact(value=True)), (use,))
            assert rank(high.level) >= rank(low.level), (kind, impact, tier, sorted(base), area)
