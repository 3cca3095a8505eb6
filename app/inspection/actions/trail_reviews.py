"""Opening, judging, concluding and withdrawing a review of a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.inspection.actions.record_reviews import ReviewRefused
from app.inspection.models import TrailReview, TrailReviewItem
from app.inspection.queries import trail_reviews as queries
from app.inspection.queries.rules_in_force import meaning
from app.inspection.queries.trail_periods import Reading
from app.inspection.rules.exceptions import MOST_SEQS, RULES
from app.inspection.rules.judging import may_conclude, may_judge
from app.inspection.rules.trails import in_words
from app.people.models import Person
from app.records import moves, signatures, trail
from app.records.actor import Actor
from app.records.history import HistoryEvent
from app.records.numbers import next_number
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused

SIGNS = "REVIEW-TRAIL"


def open_review(reading: Reading, actor: Actor, now: datetime) -> TrailReview:
    """Keep what was read: the period, its exceptions and its sample, each to be judged."""
    review = TrailReview(
        number=next_number("TRR", now.year),
        begins_on=reading.period.begins_on,
        ends_on=reading.period.ends_on,
        record_types=list(reading.period.record_types),
        zone=str(reading.zone),
        first_seq=reading.first_seq,
        last_seq=reading.last_seq,
        events=reading.events,
        head_size=reading.head_size,
        seed=reading.seed,
        rules=dict(reading.rules),
        opened_by=db.session.get_one(Person, int(actor.id)),
        opened_at=now,
    )
    found = [
        {
            "rule": one.rule,
            "reason": one.reason,
            "actor_ids": list(one.actor_ids),
            "actor_name": one.actor_name,
            "first_seq": one.seqs[0],
            "seqs": list(one.seqs[:MOST_SEQS]),
            "count": len(one.seqs),
        }
        for one in reading.exceptions
    ]
    rows = [*found, *(_drawn(one) for one in reading.sample)]
    review.items = [TrailReviewItem(position=at, **row) for at, row in enumerate(rows, 1)]
    db.session.add(review)
    trail.say(review, "inspection.trail_review.opened")
    db.session.flush()
    return review


@dataclass(frozen=True)
class Judgement:
    """What a reviewer says of one item or of several alike."""

    judgement: str
    comment: str | None = None


def judge(
    review: TrailReview, items: Sequence[TrailReviewItem], said: Judgement, actor: Actor, now: datetime
) -> TrailReview:
    """Judge items, one or several alike. Raises ReviewRefused with every obstacle, and then judges none."""
    if not review.is_open:
        raise ReviewRefused(f"{review.number} is {review.state}; its judgements stand.")
    if not items:
        raise ReviewRefused("Tick the items that you judge.")
    verdicts = [(one, may_judge(one.actor_ids, actor.id, said.judgement, said.comment)) for one in items]
    against = [f"Item {one.position}: {' '.join(verdict.reasons)}" for one, verdict in verdicts if verdict.reasons]
    if against:
        raise ReviewRefused(" ".join(against))
    for one in items:
        one.judgement, one.comment = said.judgement, said.comment
        one.judged_by_id, one.judged_at = int(actor.id), now
        trail.say(one, "inspection.trail_review_item.judged")
    db.session.flush()
    return review


def conclude(review: TrailReview, conclusion: str, actor: Actor) -> TrailReview:
    """Write the outcome that is then signed. Raises ReviewRefused while anything is open."""
    if not review.is_open:
        raise ReviewRefused(f"{review.number} is {review.state}; its conclusion stands.")
    verdict = may_conclude(review.number, queries.still_open(review))
    if not verdict.is_allowed:
        raise ReviewRefused(" ".join(verdict.reasons))
    review.conclusion, review.concluded_by = conclusion, actor.id
    trail.say(review, "inspection.trail_review.concluded")
    db.session.flush()
    return review


def sign(review: TrailReview, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Sign the outcome over the frozen review. Raises SigningRefused."""
    still_open = queries.still_open(review)
    if not review.is_open or still_open or not review.conclusion:
        reasons = may_conclude(review.number, still_open).reasons or (f"{review.number} has no conclusion to sign.",)
        raise SigningRefused("not_concluded", " ".join(reasons))
    if "QA" not in actor.roles:
        raise SigningRefused(
            "not_allowed", "A review of the audit trail is signed in the role QA, which you do not hold."
        )
    signature = signatures.sign(review, meaning(SIGNS), "QA", actor, proof, shown, now)
    moves.move(review, "sign", "inspection.trail_review.signed", is_signed=True)
    review.signed_at = now
    return signature


def withdraw(review: TrailReview, reason: str) -> TrailReview:
    """Give a review up, with the reason; what was judged stays on record."""
    moves.move(review, "withdraw", "inspection.trail_review.withdrawn", reason)
    return review


def _drawn(one: HistoryEvent) -> dict[str, object]:
    name, what = f"{one.actor_name} ({one.actor_username})", in_words(one.act)
    return {
        "rule": "sample",
        "reason": f"Event {one.seq} was {RULES['sample']}: {name}, {what[:1].lower()}{what[1:]}.",
        "actor_ids": [one.actor_id],
        "actor_name": one.actor_name,
        "first_seq": one.seq,
        "seqs": [one.seq],
        "count": 1,
    }
