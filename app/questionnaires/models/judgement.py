"""What a reviewer says of one answer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.questionnaires.models.request import Request
from app.records.regulated import Regulated


class Judgement(Regulated):
    """One judgement of one answer; the newest counts, and only as long as the answer is the one it was made on.

    ``answer_sha256`` is over the answer with its files. ``value`` is a plain answer or the code of a choice where the
    reviewer gives the answer its value. ``examined`` names what was looked at for the class of evidence.
    """

    __tablename__ = "answer_judgement"
    __record__ = "questionnaires.judgement"
    __is_append_only__ = True
    __table_args__ = (Index("ix_answer_judgement_request", "request_id", "question"),)

    request_id: Mapped[int] = mapped_column(ForeignKey(Request.id))
    question: Mapped[str]
    answer_sha256: Mapped[str]
    outcome: Mapped[str]
    value: Mapped[str | None]
    reason: Mapped[str | None]
    evidence_class: Mapped[str | None]
    examined: Mapped[str | None]
    judged_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    judged_at: Mapped[datetime]

    judged_by: Mapped[Person] = relationship()
