"""The ways beside the main road: merged, withdrawn, deferred, resumed, not adopted. Each with its reason."""

from datetime import date, datetime

from app.impact.actions.due_dates import set_due_dates
from app.impact.actions.routes import supersede_routes
from app.impact.models import Assessment
from app.impact.queries.verdicts import AssessmentRefused
from app.records import moves


def merge(assessment: Assessment, into: Assessment, reason: str, now: datetime) -> Assessment:
    """Let another assessment of the same service stand for this one (a hotfix inside a release, say)."""
    if into.id == assessment.id or into.service_id != assessment.service_id:
        raise AssessmentRefused("Merge only into another assessment of the same service.")
    if into.state == "merged":
        raise AssessmentRefused(f"{into.number} is merged itself. Name the assessment that it went into.")
    if into.state == "voided":
        raise AssessmentRefused(f"{into.number} was voided. Name the assessment that replaces it.")
    moves.move(assessment, "merge", "impact.assessment.merged", reason)
    assessment.merged_into_id = into.id
    supersede_routes(assessment, now, reason)
    return assessment


def withdraw(assessment: Assessment, reason: str, now: datetime) -> Assessment:
    """Record that the vendor pulled the release."""
    return _leave(assessment, "withdraw", "impact.assessment.withdrawn", reason, now)


def not_adopt(assessment: Assessment, reason: str, now: datetime) -> Assessment:
    """Record that we decline the release."""
    return _leave(assessment, "not_adopt", "impact.assessment.not_adopted", reason, now)


def defer(assessment: Assessment, until: date, reason: str, now: datetime) -> Assessment:
    """Record that the vendor holds the release back for us until ``until``; the clock watches the new date."""
    if until <= now.date():
        raise AssessmentRefused(f"The deferral has to end after today; {until:%d %b %Y} is not later.")
    assessment.deferred_until = assessment.production_on = until
    assessment.production_certainty = "stated"
    return _leave(assessment, "defer", "impact.assessment.deferred", reason, now)


def resume(assessment: Assessment, reason: str, now: datetime) -> Assessment:
    """Take up a deferred assessment again."""
    moves.move(assessment, "resume", "impact.assessment.resumed", reason)
    assessment.deferred_until = None
    set_due_dates(assessment, now)
    return assessment


def _leave(assessment: Assessment, name: str, act: str, reason: str, now: datetime) -> Assessment:
    moves.move(assessment, name, act, reason)
    supersede_routes(assessment, now, reason)
    return assessment
