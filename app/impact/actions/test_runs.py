"""Running tests: start, then record each step as it went. Times are the portal's; a finished run never changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.impact.models import Defect, PlannedTest, TestRun, TestStepResult
from app.impact.queries.signing import has_plan_approval, needs_plan_approval
from app.impact.queries.verdicts import AssessmentRefused, may_edit, may_run_tests, require
from app.records import attachments, moves, trail
from app.records.actor import Actor
from app.records.numbers import next_number


@dataclass(frozen=True)
class File:
    """A piece of evidence as it was uploaded."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class StepEntry:
    """What really happened at one step."""

    actual: str
    is_passed: bool
    files: Sequence[File] = ()


def start_run(planned: PlannedTest, environment: str, actor: Actor, now: datetime) -> TestRun:
    """Begin a run. Raises AssessmentRefused before the changes are settled or, at level L3, the plan is signed."""
    assessment = planned.round.assessment
    has_plan = has_plan_approval(assessment)
    require(may_run_tests(assessment, needs_plan=needs_plan_approval(assessment), has_plan=has_plan))
    if not planned.is_to_run or planned.withdrawn_at is not None or planned.round is not assessment.this_round:
        raise AssessmentRefused(f"“{planned.title}” is not among the tests to run now.")
    if any(run.state == "running" for run in planned.runs):
        raise AssessmentRefused(f"“{planned.title}” is being run already. Finish or abandon that run first.")
    if assessment.state == "assessing":
        moves.move(assessment, "start_testing", "impact.assessment.testing_started")
    run = TestRun(
        planned_test=planned,
        state="running",
        environment=environment,
        tester_id=actor.id,
        tester_name=actor.name,
        started_at=now,
        notes="",
    )
    db.session.add(run)
    trail.say(run, "impact.test_run.started")
    db.session.flush()
    return run


def record_run(run: TestRun, entries: Sequence[StepEntry], notes: str, actor: Actor, now: datetime) -> TestRun:
    """Finish a run with what happened at each step. Each failed step becomes a defect that waits for a decision.

    Raises AssessmentRefused when somebody else started it or a step has no entry.
    """
    _require_own(run, actor)
    steps = run.planned_test.steps
    if len(entries) != len(steps) or not all(entry.actual.strip() for entry in entries):
        raise AssessmentRefused("Say for every step what happened, then finish the run.")
    for position, (step, entry) in enumerate(zip(steps, entries, strict=True), 1):
        _keep_step(run, position, step, entry, actor, now)
    run.finished_at, run.notes = now, notes
    has_passed = all(entry.is_passed for entry in entries)
    act = "impact.test_run.passed" if has_passed else "impact.test_run.failed"
    moves.move(run, "pass" if has_passed else "fail", act)
    db.session.flush()
    return run


def abandon_run(run: TestRun, reason: str, actor: Actor, now: datetime) -> TestRun:
    """Give up a run that cannot be finished; it stays on record and counts for nothing."""
    _require_own(run, actor)
    run.finished_at, run.notes = now, reason
    moves.move(run, "abandon", "impact.test_run.abandoned", reason)
    return run


def _require_own(run: TestRun, actor: Actor) -> None:
    require(may_edit(run.planned_test.round.assessment))
    if run.state != "running":
        raise AssessmentRefused("This run is finished; what was recorded stays. Start another run.")
    if run.tester_id != actor.id:
        raise AssessmentRefused(f"This run was started by {run.tester_name}, who records it. Start a run of your own.")


def _keep_step(
    run: TestRun, position: int, step: dict[str, str], entry: StepEntry, actor: Actor, now: datetime
) -> None:
    result = TestStepResult(
        run=run,
        position=position,
        action=step["action"],
        expected=step["expected"],
        actual=entry.actual,
        is_passed=entry.is_passed,
    )
    db.session.add(result)
    db.session.flush()
    for file in entry.files:
        attachments.attach(result, file.name, file.content, file.media_type, actor, now)
    if not entry.is_passed:
        defect = Defect(number=next_number("DEF", now.year), step_result=result, state="open", description=entry.actual)
        db.session.add(defect)
        trail.say(defect, "impact.defect.found")
