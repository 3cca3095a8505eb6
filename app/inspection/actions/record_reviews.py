"""Recording the outcome of a review of one record's trail."""

from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.inspection.models import RecordReview
from app.inspection.queries import record_trails
from app.inspection.rules.record_reviews import may_review
from app.people.models import Person
from app.records import trail
from app.records.actor import Actor
from app.records.regulated import Regulated
from app.web.errors import Sentence


class ReviewRefused(Sentence):
    """The review is not recorded; the message says why."""


@dataclass(frozen=True)
class Outcome:
    """What a reviewer says: up to which event they read, whether something was found, and what."""

    last_seq: int
    has_findings: bool
    comment: str | None = None


def review_record(record: Regulated, outcome: Outcome, actor: Actor, now: datetime) -> RecordReview:
    """Put the outcome on record. Raises ReviewRefused for an editor, and when more came than was shown."""
    found = record_trails.trail_of(record)
    verdict = may_review(found.number, found.events, actor.id)
    if not verdict.is_allowed:
        raise ReviewRefused(" ".join(verdict.reasons))
    if found.own[-1].seq != outcome.last_seq:
        raise ReviewRefused(
            f"More happened to {found.number} since this page was opened, so nothing was recorded. "
            "Read the newest events, then record the outcome."
        )
    if outcome.has_findings and not outcome.comment:
        raise ReviewRefused("Say what was found and where.")
    review = RecordReview(
        record_type=record.__record__,
        record_id=record.id,
        record_number=found.number,
        first_seq=found.own[0].seq,
        last_seq=found.own[-1].seq,
        events=len(found.own),
        has_findings=outcome.has_findings,
        comment=outcome.comment,
        reviewed_by=db.session.get_one(Person, int(actor.id)),
        reviewed_at=now,
    )
    db.session.add(review)
    trail.say(review, "inspection.record_review.recorded")
    db.session.flush()
    return review
