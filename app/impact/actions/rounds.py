"""An edited note comes back as new work: the next round; where words are the same, what was settled is carried over."""

from datetime import datetime

from app.base.db import db
from app.impact.actions.due_dates import set_due_dates
from app.impact.actions.proposing import propose_change
from app.impact.actions.routes import supersede_routes
from app.impact.models import FACTS, Assessment, AssessmentRound, Change
from app.impact.rules.changes import split
from app.records import moves, trail
from app.releases.models import NoteRevision

_CARRIED = (
    *FACTS,
    "are_areas_settled",
    "settled_areas",
    "settled_flags",
    "settled_kind",
    "settled_impact",
    "settled_level",
    "reason_code",
    "rationale",
    "is_override",
)
_STAYS = ("detected", "assessing", "live_unassessed")


def open_round(assessment: Assessment, note: NoteRevision, now: datetime) -> Assessment:
    """Open the next round on ``note``. Whatever was decided about the older text is decided again.

    An assessment that was only logged stays logged: the service is still outside regulated use.
    """
    before = assessment.this_round
    because = f"The vendor changed the note: revision {note.position}, received {note.received_at:%d %b %Y}."
    at_work = AssessmentRound(note=note, number=before.number + 1, opened_at=now, because=because)
    assessment.rounds.append(at_work)
    trail.say(at_work, "impact.assessment_round.opened", because)
    db.session.flush()
    take_apart(at_work, assessment.service.name, now, before)
    _move_back(assessment, at_work, because, now)
    db.session.flush()
    return assessment


def take_apart(
    at_work: AssessmentRound, service_name: str, now: datetime, before: AssessmentRound | None = None
) -> None:
    """Split the note into changes and propose each; what ``before`` settled about the same words is taken along."""
    earlier = {} if before is None else {change.identity: change for change in before.changes}
    for text in split(at_work.note.body):
        change = propose_change(at_work, text, service_name, now)
        if (same := earlier.get(change.identity)) is not None:
            _carry_over(same, change)


def _carry_over(before: Change, change: Change) -> None:
    """Take the answers and what was settled along; a person still confirms it in this round."""
    if not before.is_settled and before.carried_over_from_id is None:
        return
    change.carried_over_from = before
    for name in _CARRIED:
        setattr(change, name, getattr(before, name))


def _move_back(assessment: Assessment, at_work: AssessmentRound, because: str, now: datetime) -> None:
    assessment.round = at_work.number
    if assessment.is_log_only:
        return
    supersede_routes(assessment, now, because)
    assessment.level = assessment.approved_at = None
    if assessment.state not in _STAYS:
        moves.move(assessment, "reopen", "impact.assessment.reopened", because)
        assessment.merged_into_id = None
    else:
        trail.say(assessment, "impact.assessment.renewed", because)
    set_due_dates(assessment, now)
