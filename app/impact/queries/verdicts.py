"""May this happen now? One answer for the door, for the page and for “waits for me”; every obstacle is a sentence."""

from collections.abc import Iterator

from app.impact.models import Assessment, AssessmentRound, Change, Defect, PlannedTest
from app.records.lifecycle import Verdict
from app.records.moves import MoveRefused

TESTED_LEVELS = ("L2", "L3")
_NAMED = 4
"""How many titles a sentence names before it counts the rest."""


class AssessmentRefused(MoveRefused):
    """What was asked for is not possible now; the message says why and what to do."""


def require(verdict: Verdict) -> None:
    """Raise AssessmentRefused with every obstacle unless the verdict allows."""
    if not verdict.is_allowed:
        raise AssessmentRefused(" ".join(verdict.reasons))


def may_edit(assessment: Assessment) -> Verdict:
    """Judge whether changes, tests and conclusions of this assessment may be written now."""
    return Verdict.of(_not_editable(assessment))


def may_leave_exposure(assessment: Assessment) -> Verdict:
    """Judge whether work goes on after the release went live unassessed: QA's use decision comes first."""
    if assessment.state != "live_unassessed" or _has_use_decision(assessment):
        return Verdict.of(())
    sentence = f"{assessment.number} is live unassessed. QA records and signs a use decision before work goes on."
    return Verdict.of([sentence])


def may_submit(assessment: Assessment) -> Verdict:
    """Judge whether the assessment may be routed for approval. Every obstacle is listed, not only the first."""
    return Verdict.of(_submission_obstacles(assessment))


def may_request_plan_approval(assessment: Assessment) -> Verdict:
    """Judge whether QA can be asked to approve the test plan."""
    return Verdict.of(_plan_obstacles(assessment))


def may_run_tests(assessment: Assessment, *, needs_plan: bool, has_plan: bool) -> Verdict:
    """Judge whether testing may begin: a level L3 needs QA's signature on the plan first."""
    return Verdict.of(_run_obstacles(assessment, needs_plan=needs_plan, has_plan=has_plan))


def open_defects(at_work: AssessmentRound) -> list[Defect]:
    """Return the defects of a round whose decision is not signed."""
    runs = [run for planned in at_work.planned_tests for run in planned.runs]
    return [defect for run in runs for defect in run.defects if defect.state != "signed"]


def unsettled(at_work: AssessmentRound) -> list[Change]:
    """Return the changes of a round that nobody has settled or confirmed yet."""
    return [change for change in at_work.changes if not change.is_settled]


def _not_editable(assessment: Assessment) -> Iterator[str]:
    if assessment.state == "detected":
        yield f"{assessment.number} is not triaged yet. Triage it first."
    elif assessment.state == "live_unassessed":
        yield from may_leave_exposure(assessment).reasons
    elif not assessment.is_editable:
        state = assessment.state.replace("_", " ")
        yield f"{assessment.number} is {state}; what stands in it is not changed any more."


def _submission_obstacles(assessment: Assessment) -> Iterator[str]:
    at_work = assessment.this_round
    yield from _state_obstacles(assessment)
    yield from _change_obstacles(at_work)
    if assessment.level in TESTED_LEVELS or at_work.open_tests:
        yield from _test_obstacles(assessment, at_work)
    yield from _defect_obstacles(at_work)
    if assessment.level not in {None, "L0"}:
        yield from _follow_up_obstacles(at_work)
    yield from _conclusion_obstacles(assessment, at_work)


def _state_obstacles(assessment: Assessment) -> Iterator[str]:
    if assessment.state not in {"assessing", "testing"}:
        state = assessment.state.replace("_", " ")
        yield f"{assessment.number} is {state}; only an assessment at work can be submitted."
    if assessment.assessor_id is None:
        yield "Nobody is its assessor. Take it first."
    if assessment.tier is None:
        yield f"{assessment.service.number} has no signed tier. Choose and sign the tier of the service first."


def _change_obstacles(at_work: AssessmentRound) -> Iterator[str]:
    if waiting := unsettled(at_work):
        noun = "change is" if len(waiting) == 1 else "changes are"
        yield f"{len(waiting)} {noun} not settled: {_titles([one.title for one in waiting])}."
    elif at_work.assessment.level is None:
        yield "The level is not known. Settle every change first."


def _test_obstacles(assessment: Assessment, at_work: AssessmentRound) -> Iterator[str]:
    to_run = [one for one in at_work.open_tests if one.is_to_run]
    if not to_run and assessment.level in TESTED_LEVELS:
        yield f"Level {assessment.level} needs at least one test that was run. Plan the tests."
    for planned in to_run:
        if sentence := _test_obstacle(planned):
            yield sentence


def _test_obstacle(planned: PlannedTest) -> str | None:
    if any(run.state == "running" for run in planned.runs):
        return f"The test “{planned.title}” is still running. Finish or abandon the run."
    if not planned.finished_runs:
        return f"The test “{planned.title}” was not run. Run it, or take it back with a reason."
    if planned.has_passed:
        return None
    decisions = [defect.decision for defect in planned.finished_runs[-1].defects]
    if "fixed_and_retested" in decisions:
        return f"The test “{planned.title}” failed and is to be run again after the repair. Record the new run."
    return None


def _defect_obstacles(at_work: AssessmentRound) -> Iterator[str]:
    for defect in open_defects(at_work):
        missing = "has no decision" if defect.state == "open" else "has a decision that nobody has signed"
        yield f"Defect {defect.number} (step {defect.step_result.position}) {missing}."
    runs = [run for planned in at_work.planned_tests for run in planned.runs]
    for defect in (defect for run in runs for defect in run.defects):
        if defect.state == "signed" and defect.decision == "not_adopted":
            yield f"Defect {defect.number} was decided as “do not adopt”. Decline the release instead of submitting it."


def _follow_up_obstacles(at_work: AssessmentRound) -> Iterator[str]:
    procedures = [one for one in at_work.procedures if one.withdrawn_at is None]
    trainings = [one for one in at_work.trainings if one.withdrawn_at is None]
    if not procedures:
        yield "Procedures are not settled. Name what changes, or record why none has to."
    if not trainings:
        yield "Training is not settled. Name who learns what, or record why nobody has to."
    for procedure in procedures:
        if procedure.outcome == "needed":
            yield f"The procedure “{procedure.procedure}” still has to change."
    for training in trainings:
        if training.outcome == "needed":
            yield f"Training for {training.roles} is still open."
    yield from _forgotten(at_work, {one.outcome for one in procedures}, {one.outcome for one in trainings})


def _forgotten(at_work: AssessmentRound, procedures: set[str], trainings: set[str]) -> Iterator[str]:
    if procedures == {"not_needed"} and any(one.needs_procedure == "yes" for one in at_work.changes):
        yield "A change was settled as needing a procedure change, but none is named."
    if trainings == {"none"} and any(one.needs_training == "yes" for one in at_work.changes):
        yield "A change was settled as needing training, but none is named."


def _conclusion_obstacles(assessment: Assessment, at_work: AssessmentRound) -> Iterator[str]:
    if at_work.conclusion is None:
        yield "There is no conclusion. Say whether the service remains fit for its intended use."
    elif at_work.conclusion.fit == "no":
        yield "The conclusion says that the service is not fit with this release. Decline or defer the release instead."
    if assessment.is_retrospective:
        if not _has_use_decision(assessment):
            yield "The release is live unapproved and QA has signed no use decision."
        if not assessment.exposure_reviews:
            yield "The exposure window was not reviewed. Record what was created or signed in it."


def _plan_obstacles(assessment: Assessment) -> Iterator[str]:
    yield from _not_editable(assessment)
    at_work = assessment.this_round
    if assessment.assessor_id is None:
        yield "Nobody is its assessor. Take it first."
    if assessment.tier is None:
        yield f"{assessment.service.number} has no signed tier. Choose and sign the tier of the service first."
    yield from _change_obstacles(at_work)
    if not any(one.is_to_run for one in at_work.open_tests):
        yield "No test is planned. Plan the tests first."


def _run_obstacles(assessment: Assessment, *, needs_plan: bool, has_plan: bool) -> Iterator[str]:
    yield from _not_editable(assessment)
    yield from _change_obstacles(assessment.this_round)
    if needs_plan and not has_plan:
        yield f"{assessment.number} has level L3: QA signs the test plan before testing starts."


def _has_use_decision(assessment: Assessment) -> bool:
    return any(one.state == "signed" for one in assessment.use_decisions)


def _titles(titles: list[str]) -> str:
    shown = ", ".join(f"“{one}”" for one in titles[:_NAMED])
    return shown if len(titles) <= _NAMED else f"{shown} and {len(titles) - _NAMED} more"
