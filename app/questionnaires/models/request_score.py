"""The score of a request as it stood when its review ended."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.questionnaires.models.request import Request
from app.records.regulated import Regulated


class RequestScore(Regulated):
    """Figures that never move again. Shares of one as decimal texts with four places.

    ``lines_sha256`` is the canonical text of the whole arithmetic in the file store; ``model`` names the version of the
    risk model that it was reckoned by. ``effectiveness`` is before the cap of the knock-outs, ``counted`` after it.
    """

    __tablename__ = "request_score"
    __record__ = "questionnaires.score"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("request_id"),)

    request_id: Mapped[int] = mapped_column(ForeignKey(Request.id))
    scored_on: Mapped[date]
    model_id: Mapped[str]
    model_version: Mapped[str]
    model_sha256: Mapped[str]
    effectiveness: Mapped[str]
    counted: Mapped[str]
    cap: Mapped[str | None]
    lowest: Mapped[str]
    highest: Mapped[str]
    soft: Mapped[int]
    hard: Mapped[int]
    lines_sha256: Mapped[str]
    taken_at: Mapped[datetime]

    request: Mapped[Request] = relationship()
