"""Finding one record by its number, with what its page needs."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.base.db import db
from app.impact.models import (
    Assessment,
    AssessmentRound,
    Change,
    Defect,
    PlannedTest,
    TestRun,
    TestScript,
    TestScriptVersion,
    TestStepResult,
    UseDecision,
    WorkflowTouch,
)
from app.suppliers.models import Service


def assessment(number: str) -> Assessment | None:
    """Return the assessment of this number with its release, service and rounds, or None.

    Follow-ups and decisions are a handful each, so they come in the same two queries.
    """
    query = (
        select(Assessment)
        .where(Assessment.number == number)
        .options(
            joinedload(Assessment.release),
            joinedload(Assessment.service).joinedload(Service.supplier),
            joinedload(Assessment.use_decisions),
            joinedload(Assessment.exposure_reviews),
            joinedload(Assessment.replaces),
            joinedload(Assessment.replaced_by),
            selectinload(Assessment.rounds).options(
                joinedload(AssessmentRound.note),
                joinedload(AssessmentRound.procedures),
                joinedload(AssessmentRound.trainings),
                joinedload(AssessmentRound.conclusions),
            ),
        )
    )
    return db.session.scalars(query).unique().one_or_none()


def with_changes(found: Assessment) -> Assessment:
    """Load the changes of the round at work with the workflows they touch, in one query."""
    query = (
        select(Change)
        .where(Change.round_id == found.this_round.id)
        .options(joinedload(Change.touches).joinedload(WorkflowTouch.workflow))
        .order_by(Change.position)
    )
    set_committed_value(found.this_round, "changes", list(db.session.scalars(query).unique()))
    return found


def with_tests(found: Assessment) -> Assessment:
    """Load the planned tests of the round at work with runs, steps and defects, in one query."""
    query = (
        select(PlannedTest)
        .where(PlannedTest.round_id == found.this_round.id)
        .options(
            joinedload(PlannedTest.script_version).joinedload(TestScriptVersion.script),
            joinedload(PlannedTest.runs).joinedload(TestRun.step_results).joinedload(TestStepResult.defects),
        )
        .order_by(PlannedTest.id)
    )
    set_committed_value(found.this_round, "planned_tests", list(db.session.scalars(query).unique()))
    return found


def change(assessment: Assessment, position: int) -> Change | None:
    """Return the change at ``position`` of the round at work, or None."""
    return next((one for one in assessment.this_round.changes if one.position == position), None)


def planned_test(assessment: Assessment, planned_id: int) -> PlannedTest | None:
    """Return a planned test of the round at work, or None."""
    return next((one for one in assessment.this_round.planned_tests if one.id == planned_id), None)


def test_run(assessment: Assessment, run_id: int) -> TestRun | None:
    """Return a run of any round of this assessment with its steps and defects, or None."""
    query = (
        select(TestRun)
        .join(TestRun.planned_test)
        .join(PlannedTest.round)
        .where(TestRun.id == run_id, AssessmentRound.assessment_id == assessment.id)
        .options(
            contains_eager(TestRun.planned_test).options(
                contains_eager(PlannedTest.round),
                joinedload(PlannedTest.script_version).joinedload(TestScriptVersion.script),
            ),
            joinedload(TestRun.step_results).joinedload(TestStepResult.defects),
        )
    )
    return db.session.scalars(query).unique().one_or_none()


def defect(number: str) -> Defect | None:
    """Return the defect of this number, or None."""
    run = joinedload(Defect.step_result).joinedload(TestStepResult.run)
    at_work = run.joinedload(TestRun.planned_test).joinedload(PlannedTest.round)
    assessment_ = at_work.joinedload(AssessmentRound.assessment)
    query = (
        select(Defect)
        .where(Defect.number == number)
        .options(assessment_.joinedload(Assessment.release), assessment_.joinedload(Assessment.service))
    )
    return db.session.scalar(query)


def use_decision(number: str) -> UseDecision | None:
    """Return the use decision of this number, or None."""
    at = joinedload(UseDecision.assessment)
    query = (
        select(UseDecision)
        .where(UseDecision.number == number)
        .options(
            at.joinedload(Assessment.release),
            at.joinedload(Assessment.service),
            at.selectinload(Assessment.rounds).joinedload(AssessmentRound.note),
        )
    )
    return db.session.scalar(query)


def test_script(number: str) -> TestScript | None:
    """Return the test script of this number, or None."""
    return db.session.scalar(select(TestScript).where(TestScript.number == number))


def scripts_of(service_id: int) -> list[TestScript]:
    """Return the scripts of a service that are in use, by number."""
    query = (
        select(TestScript)
        .where(TestScript.service_id == service_id, TestScript.state == "active")
        .options(selectinload(TestScript.versions), selectinload(TestScript.workflow_links))
        .order_by(TestScript.id)
    )
    return list(db.session.scalars(query))


def recently_failed(service_id: int, before_id: int, releases: int = 2) -> frozenset[int]:
    """Return the ids of scripts that failed in the last ``releases`` assessments of a service before this one."""
    earlier = (
        select(Assessment.id)
        .where(Assessment.service_id == service_id, Assessment.id < before_id)
        .order_by(Assessment.id.desc())
        .limit(releases)
    )
    query = (
        select(PlannedTest)
        .join(AssessmentRound, AssessmentRound.id == PlannedTest.round_id)
        .join(TestRun, TestRun.planned_test_id == PlannedTest.id)
        .where(AssessmentRound.assessment_id.in_(earlier), TestRun.state == "failed")
        .options(joinedload(PlannedTest.script_version))
    )
    found = db.session.scalars(query).unique()
    return frozenset(one.script_version.script_id for one in found if one.script_version is not None)
