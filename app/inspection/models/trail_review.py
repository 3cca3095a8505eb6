"""The review of a period of the audit trail: exceptions by rules and events by chance, each judged by a person."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

TRAIL_REVIEW = Lifecycle(
    "trail review",
    "open",
    ("open", "signed", "withdrawn"),
    (Move("sign", ("open",), "signed", signed=True), Move("withdraw", ("open",), "withdrawn", needs_reason=True)),
)


class TrailReview(Regulated):
    """One review over a period and some types of records (none named: all).

    ``first_seq`` and ``last_seq`` are the events that the period held when it was opened. ``seed`` is the root of the
    ledger's head at that moment: with it anybody can draw the same sample again.
    """

    __tablename__ = "trail_review"
    __record__ = "inspection.trail_review"
    __lifecycle__ = TRAIL_REVIEW
    __table_args__ = (Index("ix_trail_review_state", "state", "id"),)

    number: Mapped[str] = mapped_column(unique=True)
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    record_types: Mapped[list[str]]
    zone: Mapped[str]
    first_seq: Mapped[int]
    last_seq: Mapped[int]
    events: Mapped[int]
    head_size: Mapped[int]
    seed: Mapped[str]
    rules: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="open")
    opened_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    opened_at: Mapped[datetime]
    conclusion: Mapped[str | None]
    concluded_by: Mapped[str | None]
    signed_at: Mapped[datetime | None] = mapped_column(index=True)

    opened_by: Mapped[Person] = relationship()
    items: Mapped[list["TrailReviewItem"]] = relationship(
        back_populates="review", order_by="TrailReviewItem.position", lazy="select"
    )

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be worked on."""
        return self.state == "open"

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return every exception and sample with its judgement."""
        return {"items": self.items}

    def revision_content(self) -> Mapping[str, Any]:
        """Return the version of the rules by which the exceptions were found."""
        return {"rules": self.rules}


class TrailReviewItem(Regulated):
    """One exception, or one event drawn by chance. ``seqs`` names its events, at most the first fifty of ``count``."""

    __tablename__ = "trail_review_item"
    __record__ = "inspection.trail_review_item"
    __table_args__ = (
        UniqueConstraint("review_id", "position"),
        Index("ix_trail_review_item_open", "review_id", "judgement", "position"),
    )

    review_id: Mapped[int] = mapped_column(ForeignKey(TrailReview.id))
    position: Mapped[int]
    rule: Mapped[str]
    reason: Mapped[str]
    actor_ids: Mapped[list[str]]
    actor_name: Mapped[str]
    first_seq: Mapped[int]
    seqs: Mapped[list[int]]
    count: Mapped[int]
    judgement: Mapped[str | None]
    comment: Mapped[str | None]
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    judged_at: Mapped[datetime | None]

    review: Mapped[TrailReview] = relationship(back_populates="items")
    judged_by: Mapped[Person | None] = relationship()
