"""What is said about an answer: to the supplier, or among ourselves."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.questionnaires.models.request import Request
from app.records.regulated import Regulated


class AnswerRemark(Regulated):
    """One remark on one question. A *clarification* is read by the supplier, a *note* never leaves the house."""

    __tablename__ = "answer_remark"
    __record__ = "questionnaires.remark"
    __is_append_only__ = True
    __table_args__ = (Index("ix_answer_remark_request", "request_id", "question"),)

    request_id: Mapped[int] = mapped_column(ForeignKey(Request.id))
    question: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    said_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    said_at: Mapped[datetime]

    said_by: Mapped[Person] = relationship()
