"""An access review: the accounts of its scope as they were when it was opened, and what was decided on each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.access.rules.decisions import Account, Decided, is_carried_out
from app.access.rules.flags import FLAGS
from app.people.models import Person
from app.people.rules.roles import SIGNING
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

ACCESS_REVIEW = Lifecycle(
    "access review",
    "open",
    ("open", "closed", "withdrawn"),
    (
        Move("close", ("open",), "closed", signed=True),
        Move("withdraw", ("open",), "withdrawn", needs_reason=True),
    ),
)


class AccessReview(Regulated):
    """One review (21 CFR 11.300(b)). ``scope`` is the code of what it is about, ``scope_words`` says it in words."""

    __tablename__ = "access_review"
    __record__ = "access.review"
    __lifecycle__ = ACCESS_REVIEW
    __table_args__ = (Index("ix_access_review_state", "state", "id"),)

    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    scope: Mapped[str]
    scope_words: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="open")
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    content_versions: Mapped[list[dict[str, Any]]]
    ended_at: Mapped[datetime | None]

    opened_by: Mapped[Person] = relationship()
    lines: Mapped[list["ReviewLine"]] = relationship(back_populates="review", order_by="ReviewLine.id")

    @property
    def undecided(self) -> "list[ReviewLine]":
        """The lines that nobody has decided on yet."""
        return [line for line in self.lines if line.decision is None]

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return every line and every decision, superseded ones included."""
        return {"lines": self.lines, "decisions": [one for line in self.lines for one in line.decisions]}

    def revision_content(self) -> Mapping[str, Any]:
        """Return which definitions the flags were raised by."""
        return {"definitions": self.content_versions}


class ReviewLine(Regulated):
    """One account in a review, as it was when the review was opened. ``flags`` are codes with their reasons."""

    __tablename__ = "access_review_line"
    __record__ = "access.review_line"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("review_id", "person_id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey(AccessReview.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    name: Mapped[str]
    username: Mapped[str]
    email: Mapped[str]
    roles: Mapped[list[str]]
    is_active: Mapped[bool]
    account_created_at: Mapped[datetime]
    last_signed_in_at: Mapped[datetime | None]
    last_signature_at: Mapped[datetime | None]
    identity_verified_at: Mapped[datetime | None]
    training_gaps: Mapped[list[str]]
    leaves_on: Mapped[date | None]
    flags: Mapped[list[dict[str, Any]]]

    review: Mapped[AccessReview] = relationship(back_populates="lines")
    person: Mapped[Person] = relationship()
    decisions: Mapped[list["ReviewDecision"]] = relationship(back_populates="line", order_by="ReviewDecision.position")

    @property
    def label(self) -> str:
        """The person as printed in the review."""
        return f"{self.name} ({self.username})"

    @property
    def account(self) -> Account:
        """Whose account it is, as the rules of deciding know it."""
        return Account(self.person_id, self.email)

    @property
    def decision(self) -> "ReviewDecision | None":
        """The decision that counts: the newest."""
        return self.decisions[-1] if self.decisions else None

    @property
    def decided(self) -> Decided:
        """The line as the rule for closing sees it."""
        return Decided(self.account, self.label, self.decision.decider if self.decision else None)

    @property
    def flagged(self) -> list[tuple[str, str]]:
        """Every flag in words, with the sentence that says why."""
        return [(FLAGS[one["flag"]], one["why"]) for one in self.flags]

    @property
    def training(self) -> str:
        """Training in words, as it was when the review was opened."""
        if SIGNING.isdisjoint(self.roles):
            return "not needed"
        return "; ".join(self.training_gaps) or "current"

    @property
    def is_done(self) -> bool | None:
        """Tell whether the decision shows in the account as it stands now; None while nobody has decided."""
        if self.decision is None:
            return None
        now = self.person
        return is_carried_out(self.decision.outcome, self.decision.roles_taken, now.roles, is_active=now.is_active)


class ReviewDecision(Regulated):
    """What somebody decided on one account. A later decision counts instead of an earlier one; both stay."""

    __tablename__ = "access_review_decision"
    __record__ = "access.review_decision"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("line_id", "position"),)

    line_id: Mapped[int] = mapped_column(ForeignKey(ReviewLine.id))
    position: Mapped[int]
    outcome: Mapped[str]
    roles_taken: Mapped[list[str]]
    reason: Mapped[str | None]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    decided_by_name: Mapped[str]
    decided_by_username: Mapped[str]
    decided_by_email: Mapped[str]
    decided_at: Mapped[datetime]

    line: Mapped[ReviewLine] = relationship(back_populates="decisions")

    @property
    def decider(self) -> Account:
        """Who decided, as the rules know them."""
        return Account(self.decided_by_id, self.decided_by_email)
