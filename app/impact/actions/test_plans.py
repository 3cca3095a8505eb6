"""Planning tests for a round: what is run, what is left out, and why in both cases."""

from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.impact.actions.triages import begin_assessing
from app.impact.models import Assessment, PlannedTest, TestScript
from app.impact.queries.signing import needs_plan_approval
from app.impact.queries.verdicts import AssessmentRefused, may_edit, require
from app.records import moves, trail
from app.records.actor import Actor


@dataclass(frozen=True)
class Plan:
    """A test to run (a script, or the goal of an unscripted one) or to leave out, with the reason."""

    why: str
    script: TestScript | None = None
    title: str = ""
    goal: str = ""
    kind: str = "unscripted"
    is_to_run: bool = True


def plan_test(assessment: Assessment, plan: Plan, actor: Actor, now: datetime) -> PlannedTest:
    """Put a test into the plan of the round at work. Raises AssessmentRefused for a test that stands there already."""
    begin_assessing(assessment)
    require(may_edit(assessment))
    version = plan.script.latest if plan.script is not None else None
    at_work = assessment.this_round
    if version is not None and any(one.script_version_id == version.id for one in at_work.open_tests):
        raise AssessmentRefused(f"{version.label} is in the plan already.")
    if version is None and plan.is_to_run and not plan.goal.strip():
        raise AssessmentRefused("An unscripted test needs a goal: say what is to be tried.")
    planned = PlannedTest(
        round=at_work,
        script_version=version,
        kind=plan.script.kind if plan.script is not None else plan.kind,
        title=plan.script.title if plan.script is not None else plan.title,
        goal=version.purpose if version is not None else plan.goal,
        is_to_run=plan.is_to_run,
        why=plan.why,
        planned_by=actor.id,
        planned_by_name=actor.name,
        planned_at=now,
    )
    db.session.add(planned)
    trail.say(planned, "impact.planned_test.planned" if plan.is_to_run else "impact.planned_test.left_out", plan.why)
    change_plan(assessment, "The test plan changed.")
    db.session.flush()
    return planned


def take_back(planned: PlannedTest, because: str, now: datetime) -> PlannedTest:
    """Take a test out of the plan. One that was run stays: a result is never taken back."""
    assessment = planned.round.assessment
    require(may_edit(assessment))
    if planned.runs:
        raise AssessmentRefused(f"“{planned.title}” was run; its result stays. Plan another test beside it.")
    trail.say(planned, "impact.planned_test.taken_back", because)
    planned.withdrawn_at, planned.withdrawn_because = now, because
    change_plan(assessment, because)
    return planned


def change_plan(assessment: Assessment, because: str) -> None:
    """Count a new edition of the plan; a level L3 under test goes back, because QA signed the earlier plan."""
    db.session.flush()
    trail.say(assessment, "impact.assessment.plan_revised", because)
    assessment.plan_edition += 1
    if assessment.state == "testing" and needs_plan_approval(assessment):
        moves.move(assessment, "change_plan", "impact.assessment.plan_changed", because)
