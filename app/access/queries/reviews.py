"""Access reviews: one, all of them, their lines, what is still to be carried out, and when the last one was closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.access.definitions import flags_in_force
from app.access.models import AccessReview, ReviewDecision, ReviewLine
from app.access.rules.decisions import may_close
from app.base.db import db
from app.records.lifecycle import Verdict
from app.records.signature import Signature


def review(number: str) -> AccessReview | None:
    """Return the review of this number."""
    return db.session.scalar(select(AccessReview).where(AccessReview.number == number))


def whole_review(number: str) -> AccessReview | None:
    """Return a review with all its lines, their decisions and the accounts as they stand now, in three statements."""
    lines = selectinload(AccessReview.lines)
    query = select(AccessReview).where(AccessReview.number == number)
    loaded = (
        joinedload(AccessReview.opened_by),
        lines.selectinload(ReviewLine.decisions),
        lines.joinedload(ReviewLine.person),
    )
    return db.session.scalar(query.options(*loaded))


def reviews() -> Select[Any]:
    """Return every review, to be narrowed by the list."""
    return select(AccessReview)


def line(found: AccessReview, line_id: int) -> ReviewLine | None:
    """Return one line of a review."""
    query = select(ReviewLine).where(ReviewLine.id == line_id, ReviewLine.review_id == found.id)
    return db.session.scalar(query.options(joinedload(ReviewLine.person), selectinload(ReviewLine.decisions)))


def lines_of(found: AccessReview) -> Select[Any]:
    """Return the lines of a review with what was decided, to be narrowed by the list."""
    loaded = (joinedload(ReviewLine.person), selectinload(ReviewLine.decisions))
    return select(ReviewLine).where(ReviewLine.review_id == found.id).options(*loaded)


def signatures_of(found: AccessReview) -> Sequence[Signature]:
    """Return the signatures on a review, oldest first."""
    query = select(Signature).where(Signature.record_type == AccessReview.__record__, Signature.record_id == found.id)
    return db.session.scalars(query.order_by(Signature.id)).all()


def closing_of(found: AccessReview) -> Verdict:
    """Judge whether a review may be signed and closed."""
    return may_close(found.state, found.number, [one.decided for one in found.lines])


def open_reviews() -> Sequence[AccessReview]:
    """Return the open reviews with all their lines, the earliest due first."""
    lines = selectinload(AccessReview.lines)
    query = select(AccessReview).where(AccessReview.state == "open").order_by(AccessReview.due_on, AccessReview.id)
    return db.session.scalars(query.options(lines.selectinload(ReviewLine.decisions))).all()


def to_carry_out(found: AccessReview | None = None) -> list[ReviewLine]:
    """Return the lines whose decision does not show in the account yet, of one review or of all but withdrawn ones.

    What a later, closed review decided on the same account counts instead.
    """
    later, later_line = aliased(AccessReview), aliased(ReviewLine)
    is_settled_later = exists().where(
        later_line.person_id == ReviewLine.person_id,
        later_line.id > ReviewLine.id,
        later.id == later_line.review_id,
        later.state == "closed",
    )
    decided = select(ReviewDecision.line_id).where(ReviewDecision.outcome != "keep")
    query = select(ReviewLine).join(ReviewLine.review).where(ReviewLine.id.in_(decided), ~is_settled_later)
    query = query.where(AccessReview.state != "withdrawn" if found is None else AccessReview.id == found.id)
    loaded = (
        joinedload(ReviewLine.review),
        joinedload(ReviewLine.person),
        selectinload(ReviewLine.decisions),
    )
    return [one for one in db.session.scalars(query.options(*loaded).order_by(ReviewLine.id)) if one.is_done is False]


@dataclass(frozen=True)
class Progress:
    """How many accounts a review holds, and how many of them have which decision."""

    total: int
    by_outcome: Mapping[str, int]

    @property
    def decided(self) -> int:
        """How many are decided on."""
        return sum(self.by_outcome.values())

    @property
    def undecided(self) -> int:
        """How many are not."""
        return self.total - self.decided


def progress(found: AccessReview) -> Progress:
    """Count the lines and the decisions that count."""
    total = db.session.scalar(select(func.count(ReviewLine.id)).where(ReviewLine.review_id == found.id)) or 0
    query = select(ReviewDecision.outcome, func.count(ReviewDecision.id)).join(ReviewDecision.line)
    counted = query.where(ReviewLine.review_id == found.id, is_newest()).group_by(ReviewDecision.outcome)
    return Progress(total, dict(db.session.execute(counted).all()))


def is_newest() -> ColumnElement[bool]:
    """Return the condition that no later decision stands on the same line."""
    later = aliased(ReviewDecision)
    return ~exists().where(later.line_id == ReviewDecision.line_id, later.position > ReviewDecision.position)


def next_undecided(found: AccessReview, person_id: int, after_id: int = 0) -> int | None:
    """Return the id of the next line that this person may decide on, starting over at the end; None when none waits."""
    query = select(ReviewLine.id).where(
        ReviewLine.review_id == found.id,
        ReviewLine.person_id != person_id,
        ~exists().where(ReviewDecision.line_id == ReviewLine.id),
    )
    return db.session.scalar(query.order_by(ReviewLine.id <= after_id, ReviewLine.id).limit(1))


@dataclass(frozen=True)
class Standing:
    """How long ago the last review was closed (None: never), which it was, and what is open."""

    last: AccessReview | None
    days: int | None
    open_numbers: Sequence[str]
    every_days: int

    @property
    def is_due(self) -> bool:
        """Tell whether the next review should be opened."""
        return not self.open_numbers and (self.days is None or self.days >= self.every_days)


def standing(now: datetime) -> Standing:
    """Return where the company stands with its access reviews."""
    closed = select(AccessReview).where(AccessReview.state == "closed").order_by(AccessReview.ended_at.desc()).limit(1)
    last = db.session.scalar(closed)
    numbers = select(AccessReview.number).where(AccessReview.state == "open").order_by(AccessReview.id)
    days = None if last is None or last.ended_at is None else (now - last.ended_at).days
    return Standing(last, days, db.session.scalars(numbers).all(), flags_in_force().review_every_days)


@dataclass(frozen=True)
class Waiting:
    """One thing about access that waits for somebody: what, on which record, by when, and why it is theirs."""

    what: str
    number: str
    name: str
    due: date | None
    why: str


def deciding(person_id: int, *, is_signer: bool) -> Iterator[Waiting]:
    """Yield the open reviews in which this person may decide on somebody, or that wait for nothing but a signature."""
    for one in open_reviews():
        undecided = one.undecided
        waiting = [line for line in undecided if line.person_id != person_id]
        if waiting:
            what = f"Decide on {len(waiting)} account{'' if len(waiting) == 1 else 's'}"
            yield Waiting(what, one.number, one.title, one.due_on, "You may decide on everybody's access but your own.")
        elif not undecided and is_signer:
            yield Waiting("Sign the review", one.number, one.title, one.due_on, "Every account is decided on.")


def carrying_out() -> Iterator[Waiting]:
    """Yield the reviews whose decisions an administrator still has to carry out."""
    by_review: dict[int, list[ReviewLine]] = {}
    for one in to_carry_out():
        by_review.setdefault(one.review_id, []).append(one)
    for found in by_review.values():
        what = f"Carry out {len(found)} decision{'' if len(found) == 1 else 's'}"
        why = f"Decided, but not done yet: {', '.join(one.label for one in found[:3])}"
        why += f" and {len(found) - 3} more." if len(found) > 3 else "."
        yield Waiting(what, found[0].review.number, found[0].review.title, None, why)
