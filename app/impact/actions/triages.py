"""Triage: somebody looked at what came in, said whose it is, and work begins."""

from datetime import datetime

from app.impact.models import Assessment
from app.impact.queries.verdicts import may_leave_exposure, require
from app.records import moves
from app.records.actor import Actor


def triage(assessment: Assessment, actor: Actor, now: datetime) -> Assessment:
    """Move a detected assessment on. Whoever triages an unassigned one becomes its assessor."""
    moves.move(assessment, "triage", "impact.assessment.triaged")
    assessment.triaged_at, assessment.triaged_by = now, actor.name
    if assessment.assessor_id is None:
        assessment.assessor_id, assessment.assessor_name = actor.id, actor.name
    return assessment


def begin_assessing(assessment: Assessment) -> None:
    """Move on to assessing where work starts; nothing happens where it has started already."""
    require(may_leave_exposure(assessment))
    if assessment.state in {"triaged", "live_unassessed"}:
        moves.move(assessment, "assess", "impact.assessment.started")
