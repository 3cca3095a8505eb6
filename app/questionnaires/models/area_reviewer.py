"""Who reviews one area of a request."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.questionnaires.models.request import Request
from app.records.regulated import Regulated


class AreaReviewer(Regulated):
    """The person who reviews an area; an area without one is open to everybody who may review."""

    __tablename__ = "area_reviewer"
    __record__ = "questionnaires.area_reviewer"
    __table_args__ = (UniqueConstraint("request_id", "area"),)

    request_id: Mapped[int] = mapped_column(ForeignKey(Request.id))
    area: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    set_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()
