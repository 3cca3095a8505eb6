"""Files that came with an answer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.questionnaires.models.request import Request
from app.questionnaires.models.respondent import Respondent
from app.records.regulated import Regulated


class Upload(Regulated):
    """One file for one input of one question; written only after the file is whole in the store.

    ``input`` is None for evidence beside the inputs. A file that its supplier takes back stays on record, withdrawn.
    """

    __tablename__ = "answer_upload"
    __record__ = "questionnaires.upload"
    __table_args__ = (Index("ix_answer_upload_request", "request_id", "question"),)

    request_id: Mapped[int] = mapped_column(ForeignKey(Request.id))
    question: Mapped[str]
    input: Mapped[str | None]
    respondent_id: Mapped[int] = mapped_column(ForeignKey(Respondent.id), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    request: Mapped[Request] = relationship()
    respondent: Mapped[Respondent] = relationship()
