"""A submission: the supplier's word that these are its answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.questionnaires.models.request import Request
from app.questionnaires.models.respondent import Respondent
from app.records.regulated import Regulated


class Submission(Regulated):
    """Who attested which answers (an authenticated statement, not an electronic signature under 21 CFR 11).

    ``journal_sha256`` is over the canonical text of every save in order, ``answers_sha256`` over that of the answers as
    they stand; both texts are files of the record. A withdrawn submission stays, with its reason.
    """

    __tablename__ = "submission"
    __record__ = "questionnaires.submission"
    __table_args__ = (UniqueConstraint("request_id", "position"),)

    request_id: Mapped[int] = mapped_column(ForeignKey(Request.id))
    position: Mapped[int]
    respondent_id: Mapped[int] = mapped_column(ForeignKey(Respondent.id), index=True)
    name: Mapped[str]
    title: Mapped[str]
    attestation_version: Mapped[str]
    attestation: Mapped[str]
    attestation_sha256: Mapped[str]
    saves: Mapped[int]
    journal_sha256: Mapped[str]
    answers_sha256: Mapped[str]
    submitted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    request: Mapped[Request] = relationship(back_populates="submissions")
    respondent: Mapped[Respondent] = relationship()
