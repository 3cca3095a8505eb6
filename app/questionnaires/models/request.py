"""A request: one sending of a questionnaire to a supplier for one service, frozen at that moment."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated
from app.suppliers.models import Service, Supplier

if TYPE_CHECKING:
    from app.questionnaires.models.respondent import Respondent
    from app.questionnaires.models.submission import Submission

REQUEST = Lifecycle(
    "questionnaires.request",
    "sent",
    ("sent", "answering", "submitted", "in_review", "returned", "closed", "recalled"),
    (
        Move("begin", ("sent",), "answering"),
        Move("submit", ("sent", "answering", "returned"), "submitted"),
        Move("withdraw", ("submitted",), "answering", needs_reason=True),
        Move("review", ("submitted",), "in_review"),  # the first judgement; from here on it is not taken back
        Move("return", ("in_review",), "returned", needs_reason=True),
        Move("close", ("in_review",), "closed", needs_reason=True),
        Move("recall", ("sent", "answering", "returned"), "recalled", needs_reason=True),
    ),
)

ANSWERED_IN = ("sent", "answering", "returned")
"""States in which answers may be changed."""


class Request(Regulated):
    """What was asked, of whom, for which service and until when.

    The questionnaire stands in the file store as canonical text under ``questionnaire_sha256``; ``asked`` are the ids
    of the questions that its conditions chose for this tier and these factors. ``due_on`` is when we expect the
    answers, ``expires_at`` when personal links stop working; the one moves without the other. ``returned`` are the
    questions that went back to the supplier; empty as long as all of them may be answered.
    """

    __tablename__ = "questionnaire_request"
    __record__ = "questionnaires.request"
    __lifecycle__ = REQUEST
    __table_args__ = (
        Index("ix_questionnaire_request_state", "state", "id"),
        Index("ix_questionnaire_request_service", "service_id", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey(Supplier.id), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey(Service.id))
    kind: Mapped[str]
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default="sent")
    tier: Mapped[str | None]
    factors: Mapped[dict[str, Any]]
    definition_id: Mapped[str]
    definition_version: Mapped[str]
    definition_sha256: Mapped[str]
    questionnaire_sha256: Mapped[str]
    asked: Mapped[list[str]]
    asked_count: Mapped[int]
    returned: Mapped[list[str]]
    message: Mapped[str | None]
    due_on: Mapped[date]
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    ended_at: Mapped[datetime | None]

    supplier: Mapped[Supplier] = relationship()
    service: Mapped[Service] = relationship()
    sent_by: Mapped[Person] = relationship()
    respondents: Mapped[list["Respondent"]] = relationship(back_populates="request", order_by="Respondent.id")
    submissions: Mapped[list["Submission"]] = relationship(back_populates="request", order_by="Submission.id")

    @property
    def is_answered_now(self) -> bool:
        """Tell whether answers may be changed."""
        return self.state in ANSWERED_IN

    @property
    def may_answer(self) -> tuple[str, ...]:
        """The questions that may be answered now: all that were asked, or those that went back."""
        return tuple(self.returned) if self.state == "returned" else tuple(self.asked)
