"""Reviews of periods: the list, one review with its items, and how long ago the last one was signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.inspection.models import TrailReview, TrailReviewItem
from app.inspection.queries.rules_in_force import trail_review_rules
from app.inspection.rules.exceptions import RULES
from app.inspection.rules.judging import JUDGEMENTS
from app.inspection.rules.trails import Entry, entry
from app.records import history
from app.records.actor import Actor
from app.records.history import HistoryEvent
from app.records.tables import LedgerEvent
from app.web.filters import Choice, Contains
from app.web.listing import Column, Listing

_AT_ONCE = 500
"""Events that one query asks for."""


def reviews() -> Select[TrailReview]:
    """Return every review, to be narrowed by the list."""
    return select(TrailReview).options(joinedload(TrailReview.opened_by))


def review(number: str) -> TrailReview | None:
    """Return one review."""
    return db.session.scalars(reviews().where(TrailReview.number == number)).one_or_none()


def items(found: TrailReview) -> Select[TrailReviewItem]:
    """Return the items of a review, to be narrowed by the list."""
    return (
        select(TrailReviewItem)
        .where(TrailReviewItem.review_id == found.id)
        .options(joinedload(TrailReviewItem.judged_by))
    )


def item(found: TrailReview, position: int) -> TrailReviewItem | None:
    """Return one item of a review."""
    return db.session.scalars(items(found).where(TrailReviewItem.position == position)).one_or_none()


def items_at(found: TrailReview, positions: Sequence[int]) -> Sequence[TrailReviewItem]:
    """Return the items at these places."""
    query = items(found).where(TrailReviewItem.position.in_(positions))
    return db.session.scalars(query.order_by(TrailReviewItem.position)).all()


def still_open(found: TrailReview) -> int:
    """Return how many items nobody has judged yet."""
    query = select(func.count()).select_from(TrailReviewItem)
    query = query.where(TrailReviewItem.review_id == found.id, TrailReviewItem.judgement.is_(None))
    return db.session.scalar(query) or 0


def events_of(one: TrailReviewItem) -> list[HistoryEvent]:
    """Return the events that an item names."""
    query = select(LedgerEvent.body).where(LedgerEvent.seq.in_(one.seqs)).order_by(LedgerEvent.seq)
    return [history.read(body) for body in db.session.scalars(query)]


def looked_at(found: TrailReview) -> dict[int, list[Entry]]:
    """Return, by position, the events that each item names as people read them; for a copy of the whole review."""
    seqs = sorted({seq for one in found.items for seq in one.seqs})
    entries: dict[int, Entry] = {}
    for start in range(0, len(seqs), _AT_ONCE):
        query = select(LedgerEvent.body).where(LedgerEvent.seq.in_(seqs[start : start + _AT_ONCE]))
        entries.update((one.seq, entry(one)) for one in map(history.read, db.session.scalars(query)))
    return {one.position: [entries[seq] for seq in sorted(one.seqs)] for one in found.items}


def listing() -> Listing:
    """Return the list of reviews."""
    return Listing(
        columns=(
            Column("number", "Review", lambda row: row.number, TrailReview.number, href=_address),
            Column("begins_on", "From", lambda row: row.begins_on, TrailReview.begins_on, kind="day"),
            Column("ends_on", "To", lambda row: row.ends_on, kind="day"),
            Column("events", "Events", lambda row: row.events, kind="number"),
            Column("state", "State", lambda row: row.state, TrailReview.state, kind="chip"),
            Column("opened_by", "Opened by", lambda row: row.opened_by, kind="person"),
            Column("signed_at", "Signed", lambda row: row.signed_at, TrailReview.signed_at, kind="time"),
        ),
        key=TrailReview.id,
        sort="-number",
        filters=(
            Contains("number", "Number", (TrailReview.number,)),
            Choice("state", "State", TrailReview.state, [(one, one) for one in ("open", "signed", "withdrawn")]),
        ),
    )


def item_listing(found: TrailReview) -> Listing:
    """Return the list of one review's exceptions and samples."""
    judged = TrailReviewItem.judgement

    def open_item(row: TrailReviewItem) -> str:
        return url_for("trail_reviews.show_item", number=found.number, position=row.position)

    return Listing(
        columns=(
            Column("position", "Item", lambda row: row.position, TrailReviewItem.position, "number", open_item),
            Column("rule", "Why", lambda row: RULES.get(row.rule, row.rule), TrailReviewItem.rule),
            Column("reason", "What", lambda row: row.reason),
            Column("judgement", "Judgement", lambda row: JUDGEMENTS.get(row.judgement, "to judge"), kind="chip"),
            Column("comment", "Comment", lambda row: row.comment, kind="name"),
            Column("judged_by", "Judged by", lambda row: row.judged_by, kind="person"),
        ),
        key=TrailReviewItem.id,
        sort="position",
        filters=(
            Choice("rule", "Why", TrailReviewItem.rule, list(RULES.items())),
            Choice(
                "judgement",
                "Judgement",
                judged,
                [("open", "to judge"), *JUDGEMENTS.items()],
                lambda value: judged.is_(None) if value == "open" else judged == value,
            ),
        ),
        size=25,
    )


@dataclass(frozen=True)
class LastReview:
    """When the trail was last reviewed, and when the next review is due."""

    review: TrailReview | None
    days_ago: int | None
    due: date
    is_late: bool

    @property
    def sentence(self) -> str:
        """What home and the pages of inspection say."""
        if self.review is None:
            return "No review of a period has been signed yet."
        days = "1 day" if self.days_ago == 1 else f"{self.days_ago} days"
        return f"The last review of a period, {self.review.number}, was signed {days} ago."


def last_review(now: datetime) -> LastReview:
    """Return the newest signed review and when the next one is due."""
    return _last(db.session.scalars(select(TrailReview).where(TrailReview.id == _newest_signed())).one_or_none(), now)


def _newest_signed() -> ScalarSelect[int]:
    query = select(TrailReview.id).where(TrailReview.state == "signed").order_by(TrailReview.signed_at.desc())
    return query.limit(1).scalar_subquery()


def _last(found: TrailReview | None, now: datetime) -> LastReview:
    if found is None or found.signed_at is None:
        return LastReview(None, None, now.date(), is_late=False)
    due = found.signed_at.date() + timedelta(days=trail_review_rules().every_days)
    return LastReview(found, (now.date() - found.signed_at.date()).days, due, is_late=due < now.date())


@dataclass(frozen=True)
class Waiting:
    """One line of somebody's work, in the words of the first page."""

    what: str
    record: str
    name: str
    due: date | None
    why: str
    link: str
    is_late: bool


def waiting_for(actor: Actor, now: datetime) -> list[Waiting]:
    """Return what waits for QA: an open review, or the next one with the days since the last."""
    if "QA" not in actor.roles:
        return []
    first_open = select(func.min(TrailReview.id)).where(TrailReview.state == "open").scalar_subquery()
    query = select(TrailReview).where(or_(TrailReview.id == first_open, TrailReview.id == _newest_signed()))
    both = {one.state: one for one in db.session.scalars(query)}
    last, found = _last(both.get("signed"), now), both.get("open")
    number = found.number if found else "next review"
    link = url_for("trail_reviews.show", number=number) if found else url_for("trail_reviews.index")
    what = "Finish the review of the audit trail" if found else "Review the audit trail"
    return [Waiting(what, number, "Audit trail", last.due, last.sentence, link, last.is_late)]


def _address(row: TrailReview) -> str:
    return url_for("trail_reviews.show", number=row.number)
