"""Which regression tests a release calls for, which it does not, and why. A proposal; the assessor chooses.

Chosen are: tests of touched areas, tests that failed lately, the integration smoke test for interfaces and data
model, and the core pack for T1 major and minor releases and for every protected area or flag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.content.decision_tree import DecisionTree, PackTest
from app.content.words import LEVELS, PROTECTED_AREAS, PROTECTED_FLAGS, TEST_KINDS
from app.impact.rules.facts import ChangeFacts, Workflow
from app.impact.rules.levels import LevelVerdict
from app.impact.rules.relevance import WorkflowMatch, match

_CORE_TYPES = frozenset(("major", "minor"))
_TESTED = LEVELS.index("L2")
_SCRIPTED_AREAS = frozenset(("esignature_approval_workflow", "audit_trail_history", "calculations_results_rules"))


@dataclass(frozen=True)
class Judged:
    """A change with its level: as proposed, or as a person settled it."""

    title: str
    change: ChangeFacts
    verdict: LevelVerdict


@dataclass(frozen=True)
class TestOutline:
    """A test we have: what it covers, and whether it failed in one of the last two releases."""

    __test__ = False  # a product noun, not a test of ours

    id: str
    title: str
    workflow_id: str
    areas: frozenset[str]
    has_failed_lately: bool = False


@dataclass(frozen=True)
class Need:
    """A workflow and area to be tested, the kind of test, and the changes that call for it."""

    workflow: Workflow
    area: str
    test_kind: str
    reason: str


@dataclass(frozen=True)
class Proposed:
    """A test or pack with the reason why it is proposed, or is not."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True)
class TestProposal:
    """Everything proposed and everything left out, each with its reason."""

    __test__ = False  # a product noun, not a test of ours

    needs: tuple[Need, ...]
    tests: tuple[Proposed, ...]
    packs: tuple[Proposed, ...]
    not_proposed: tuple[Proposed, ...]


def propose_tests(
    judged: Sequence[Judged],
    workflows: Sequence[Workflow],
    outlines: Sequence[TestOutline],
    tree: DecisionTree,
    *,
    tier: str,
    release_type: str | None = None,
) -> TestProposal:
    """Propose tests for a release. Every test and pack is either proposed or left out, with a reason."""
    needs = _needs(judged, workflows)
    packs, left_packs = _packs(judged, tree, tier, release_type)
    tests, left_tests = _tests(needs, outlines)
    left_workflows = _untouched(needs, workflows)
    return TestProposal(needs, tests, packs, (*left_tests, *left_packs, *left_workflows))


def _needs(judged: Sequence[Judged], workflows: Sequence[Workflow]) -> tuple[Need, ...]:
    found: dict[tuple[str, str], Need] = {}
    for one in judged:
        if LEVELS.index(one.verdict.level) < _TESTED:
            continue
        for reached in match(one.change.areas or (), one.change.flags or (), workflows):
            for area in reached.areas:
                need = Need(reached.workflow, area, _kind(one, reached, area), f"“{one.title}” touches it.")
                _keep_stricter(found, need)
    return tuple(found.values())


def _kind(one: Judged, reached: WorkflowMatch, area: str) -> str:
    """Return the kind of test for one workflow and area, never lighter than its own risk asks for."""
    risky = reached.workflow.is_high_process_risk or reached.workflow.is_record_integrity_critical
    if one.verdict.level == "L3" or (area in PROTECTED_AREAS and (risky or area in _SCRIPTED_AREAS)):
        return "scripted"
    if one.verdict.test_kind in {"none", "smoke", "unscripted"} or one.change.kind == "feature":
        return "unscripted"
    return "limited_scripted"


def _keep_stricter(found: dict[tuple[str, str], Need], need: Need) -> None:
    key = (need.workflow.id, need.area)
    known = found.get(key)
    if known is None or TEST_KINDS.index(need.test_kind) > TEST_KINDS.index(known.test_kind):
        found[key] = need


def _tests(needs: Sequence[Need], outlines: Sequence[TestOutline]) -> tuple[tuple[Proposed, ...], tuple[Proposed, ...]]:
    chosen, left = [], []
    for test in outlines:
        hits = [need for need in needs if need.workflow.id == test.workflow_id and need.area in test.areas]
        if hits:
            chosen.append(Proposed(test.id, test.title, f"Covers {hits[0].area}: {hits[0].reason}"))
        elif test.has_failed_lately:
            chosen.append(Proposed(test.id, test.title, "It failed in one of the last two releases."))
        else:
            left.append(Proposed(test.id, test.title, "No change touches what it covers."))
    return tuple(chosen), tuple(left)


def _packs(
    judged: Sequence[Judged], tree: DecisionTree, tier: str, release_type: str | None
) -> tuple[tuple[Proposed, ...], tuple[Proposed, ...]]:
    chosen: list[Proposed] = []
    left: list[Proposed] = []
    core = _core_reason(judged, tier, release_type)
    _place(tree.core_pack, core, "No protected area or flag is touched", chosen, left)
    interface = _first(judged, _touches_interface, "touches interfaces or the data model")
    _place([tree.integration_smoke], interface, "No interface or data model is touched", chosen, left)
    smoke = next((f"“{j.title}” asks for it." for j in judged if "smoke_pack" in j.verdict.flags), None)
    _place(tree.smoke_pack, smoke, "No change asks for the smoke pack", chosen, left)
    return tuple(chosen), tuple(left)


def _core_reason(judged: Sequence[Judged], tier: str, release_type: str | None) -> str | None:
    if tier == "T1" and release_type in _CORE_TYPES:
        return f"It belongs to every {release_type} release of a T1 service."
    live = [one for one in judged if one.verdict.level != "L0"]
    return _first(live, _touches_protected, "touches a protected area or flag")


def _first(judged: Iterable[Judged], is_so: Callable[[ChangeFacts], bool], what: str) -> str | None:
    return next((f"“{one.title}” {what}." for one in judged if is_so(one.change)), None)


def _touches_protected(change: ChangeFacts) -> bool:
    return bool(PROTECTED_AREAS & (change.areas or set()) or PROTECTED_FLAGS & (change.flags or set()))


def _touches_interface(change: ChangeFacts) -> bool:
    return "integrations_api_import" in (change.areas or ()) or "data_model" in (change.flags or ())


def _place(
    pack: Iterable[PackTest], reason: str | None, otherwise: str, chosen: list[Proposed], left: list[Proposed]
) -> None:
    for test in pack:
        target, why = (chosen, reason) if reason else (left, f"{otherwise}.")
        target.append(Proposed(test.id, test.title, why))


def _untouched(needs: Sequence[Need], workflows: Sequence[Workflow]) -> tuple[Proposed, ...]:
    touched = {need.workflow.id for need in needs}
    return tuple(
        Proposed(one.id, one.name, "No change that needs testing reaches an area this workflow relies on.")
        for one in workflows
        if one.id not in touched
    )
