"""What waits for a person, by due date: computed from the verdicts that guard the next move; it never promises more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.base.db import db
from app.impact.lifecycle import OPEN
from app.impact.models import Assessment, AssessmentRound, Defect, PlannedTest, TestRun, TestStepResult
from app.impact.queries.signing import may_sign_defect, routes_by_assessment, turn
from app.impact.queries.verdicts import may_submit, open_defects, unsettled
from app.people.permissions import allows
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute

_FAR = date.max


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody: the assessment, what to do, by when, and why it is theirs."""

    assessment: Assessment
    what: str
    due: date | None
    why: str

    @property
    def is_late(self) -> bool:
        """Tell whether the release was faster than us."""
        return self.assessment.state == "live_unassessed"


def waiting_for(actor: Actor) -> list[Waiting]:
    """Return everything about impact assessments that waits for this person, the earliest due first.

    It costs the same number of queries for one assessment and for hundreds.
    """
    at_work = _at_work()
    routes = routes_by_assessment([one.id for one in at_work])
    found = [one for assessment in at_work for one in _items(assessment, actor, routes[assessment.id])]
    return sorted(found, key=lambda one: (one.due or _FAR, one.assessment.id))


def _at_work() -> Sequence[Assessment]:
    rounds = selectinload(Assessment.rounds)
    query = (
        select(Assessment)
        .where(Assessment.state.in_((*OPEN, "live_unassessed")))
        .options(
            joinedload(Assessment.release),
            joinedload(Assessment.service),
            joinedload(Assessment.use_decisions),
            joinedload(Assessment.exposure_reviews),
            rounds.joinedload(AssessmentRound.conclusions),
            rounds.selectinload(AssessmentRound.changes),
            rounds.selectinload(AssessmentRound.procedures),
            rounds.selectinload(AssessmentRound.trainings),
            rounds.selectinload(AssessmentRound.planned_tests)
            .joinedload(PlannedTest.runs)
            .joinedload(TestRun.step_results)
            .joinedload(TestStepResult.defects),
        )
        .order_by(Assessment.next_due, Assessment.id)
    )
    return db.session.scalars(query).unique().all()


def _items(assessment: Assessment, actor: Actor, routes: Sequence[ApprovalRoute]) -> Iterator[Waiting]:
    state, due = assessment.state, assessment.next_due
    if state == "detected" and allows(actor.roles, "impact.assessment.triage"):
        yield Waiting(assessment, "Triage it", due, "It is new, and you may triage.")
    elif state == "live_unassessed":
        yield from _exposed(assessment, actor)
    elif state == "in_approval":
        yield from _signing(assessment, actor, routes)
    elif assessment.assessor_id is None and allows(actor.roles, "impact.assessment.assess"):
        yield Waiting(assessment, "Take it", due, "Nobody is its assessor.")
    else:
        yield from _signing(assessment, actor, routes)
        yield from _assessing(assessment, actor)
        yield from _defects(assessment, actor)
        yield from _running(assessment, actor)


def _exposed(assessment: Assessment, actor: Actor) -> Iterator[Waiting]:
    has_decision = any(one.state == "signed" for one in assessment.use_decisions)
    if not has_decision and "QA" in actor.roles:
        sentence = "It is live unassessed; QA decides how the service is used."
        verb = "Sign the" if any(one.state == "draft" for one in assessment.use_decisions) else "Write a"
        yield Waiting(assessment, f"{verb} use decision", assessment.exposed_since, sentence)
    elif (
        has_decision and assessment.assessor_id in {None, actor.id} and allows(actor.roles, "impact.assessment.assess")
    ):
        yield Waiting(assessment, "Assess it", assessment.exposed_since, "It is live unassessed.")


def _signing(assessment: Assessment, actor: Actor, routes: Sequence[ApprovalRoute]) -> Iterator[Waiting]:
    at = turn(assessment, actor, routes)
    if at is not None and at.verdict.is_allowed:
        yield Waiting(
            assessment, f"Sign as {at.step.meaning}", assessment.next_due, f"Your role {at.step.role} is next."
        )


def _assessing(assessment: Assessment, actor: Actor) -> Iterator[Waiting]:
    if assessment.assessor_id != actor.id:
        return
    if count := len(unsettled(assessment.this_round)):
        what = f"Settle {count} change{'' if count == 1 else 's'}"
    elif may_submit(assessment).is_allowed:
        what = "Submit it"
    else:
        what = "Finish tests and conclusion"
    yield Waiting(assessment, what, assessment.next_due, "You are its assessor.")


def _defects(assessment: Assessment, actor: Actor) -> Iterator[Waiting]:
    for defect in open_defects(assessment.this_round):
        if sentence := _defect(defect, actor):
            yield Waiting(assessment, f"Sign the decision on {defect.number}", assessment.next_due, sentence)


def _defect(defect: Defect, actor: Actor) -> str | None:
    return "You may sign it: you did not run the test." if may_sign_defect(defect, actor).is_allowed else None


def _running(assessment: Assessment, actor: Actor) -> Iterator[Waiting]:
    for planned in assessment.this_round.open_tests:
        if any(run.state == "running" and run.tester_id == actor.id for run in planned.runs):
            yield Waiting(assessment, f"Record “{planned.title}”", assessment.next_due, "You started this run.")
