"""The journal of answers: every save of every question, written once, outside the ledger until it is submitted."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base.db import Model
from app.questionnaires.models.request import Request
from app.questionnaires.models.respondent import Respondent


class AnswerSave(Model):
    """One save of one question. ``rev`` counts from 1 without a gap; the highest one is the answer as it stands.

    Triggers refuse UPDATE and DELETE. The submission's event carries the SHA-256 over all rows (docs/ledger.md).
    Its keys are checked at the commit: the start-up check plants a row that belongs to nobody and takes it back.
    """

    __tablename__ = "answer_save"
    __table_args__ = (UniqueConstraint("request_id", "question", "rev"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey(Request.id, deferrable=True, initially="DEFERRED"))
    question: Mapped[str]
    rev: Mapped[int]
    respondent_id: Mapped[int] = mapped_column(
        ForeignKey(Respondent.id, deferrable=True, initially="DEFERRED"), index=True
    )
    body: Mapped[str]
    sha256: Mapped[str]
    is_blank: Mapped[bool]
    at: Mapped[datetime]

    respondent: Mapped[Respondent] = relationship()
