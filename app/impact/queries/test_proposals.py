"""Which tests the settled changes call for, with the reason of each; the assessor chooses."""

from collections.abc import Iterable, Sequence

from app.impact.models import Assessment, Change, TestScript
from app.impact.queries.assessments import recently_failed
from app.impact.queries.definitions import library
from app.impact.queries.service_facts import STRICTEST_TIER, workflows
from app.impact.rules.facts import ChangeFacts, Workflow
from app.impact.rules.levels import LevelVerdict
from app.impact.rules.tests_needed import Judged, Proposed, TestOutline, TestProposal, propose_tests


def proposal_for(assessment: Assessment, scripts: Sequence[TestScript]) -> TestProposal:
    """Return what the rules propose for the round at work, from the settled level where there is one.

    ``scripts`` are those of the service that are in use (`assessments.scripts_of`), here and below.
    """
    ours = workflows(assessment.service)
    failed = recently_failed(assessment.service_id, assessment.id)
    return propose_tests(
        [_judged(one) for one in assessment.this_round.changes],
        ours,
        list(_outlines(scripts, ours, failed)),
        library().decision_tree,
        tier=assessment.tier or STRICTEST_TIER,
        release_type=assessment.release.release_type,
    )


def proposed_scripts(
    assessment: Assessment, proposal: TestProposal, scripts: Sequence[TestScript]
) -> list[tuple[TestScript, str]]:
    """Return the scripts to plan with the reason of each: proposed themselves, or standing for a proposed pack test."""
    by_number = {one.number: one for one in scripts}
    packs = {one.id: one for one in proposal.packs}
    found: dict[str, str] = {}
    for test in proposal.tests:
        found.setdefault(test.id, test.reason)
    for script in by_number.values():
        if script.pack_test in packs:
            found.setdefault(script.number, packs[script.pack_test].reason)
    planned = {one.script_version.script_id for one in assessment.this_round.open_tests if one.script_version}
    return [(by_number[number], why) for number, why in found.items() if by_number[number].id not in planned]


def packs_without_script(
    assessment: Assessment, proposal: TestProposal, scripts: Sequence[TestScript]
) -> list[Proposed]:
    """Return the proposed pack tests for which this service has no script yet."""
    covered = {one.pack_test for one in scripts}
    titles = {one.title for one in assessment.this_round.open_tests}
    return [one for one in proposal.packs if one.id not in covered and one.title not in titles]


def _outlines(scripts: Iterable[TestScript], ours: Iterable[Workflow], failed: frozenset[int]) -> Iterable[TestOutline]:
    areas = {one.id: one.relied_on for one in ours}
    for script in scripts:
        for workflow_id in script.workflow_ids or [0]:
            key = str(workflow_id)
            reach = areas.get(key, frozenset())
            yield TestOutline(script.number, script.title, key, reach, has_failed_lately=script.id in failed)


def _judged(change: Change) -> Judged:
    facts = ChangeFacts(
        areas=frozenset(change.settled_areas),
        flags=frozenset(change.settled_flags),
        kind=change.settled_kind,
        impact=change.settled_impact,
    )
    verdict = LevelVerdict(
        level=change.settled_level or change.proposed_level,
        rule_id=change.rule_id,
        is_stopped=False,
        reasons=(),
        flags=tuple(change.level_flags),
        proof_needed=tuple(change.proof_needed),
        look_back="look_back" in change.level_flags,
        needs_vendor_question=change.needs_vendor_question,
        test_kind=change.test_kind,
        missing=tuple(change.missing_facts),
    )
    return Judged(change.title, facts, verdict)
