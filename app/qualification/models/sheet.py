"""What scorers write: a sheet each, sealed until everybody who has to score is done; then scores in the open."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base.db import Model
from app.people.models import Person
from app.qualification.models.tiering import Tiering
from app.records.regulated import Regulated


class TieringSheet(Regulated):
    """That a scorer handed a sheet in. ``digest`` binds its content to the trail before anybody else may read it."""

    __tablename__ = "tiering_sheet"
    __record__ = "qualification.tiering_sheet"
    __table_args__ = (UniqueConstraint("tiering_id", "position"), UniqueConstraint("tiering_id", "scorer_id"))

    tiering_id: Mapped[int] = mapped_column(ForeignKey(Tiering.id), index=True)
    position: Mapped[int]
    scorer_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    handed_in_at: Mapped[datetime]
    digest: Mapped[str]
    salt: Mapped[str | None]
    opened_at: Mapped[datetime | None]

    tiering: Mapped[Tiering] = relationship(back_populates="sheets")
    scorer: Mapped[Person] = relationship(foreign_keys=[scorer_id])
    scores: Mapped[list["TieringScore"]] = relationship(back_populates="sheet", order_by="TieringScore.id")


class TieringScore(Regulated):
    """The score of one factor on one sheet with its rationale; no score means that nobody knows. Written once."""

    __tablename__ = "tiering_score"
    __record__ = "qualification.tiering_score"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("sheet_id", "factor"),)

    sheet_id: Mapped[int] = mapped_column(ForeignKey(TieringSheet.id), index=True)
    factor: Mapped[str]
    score: Mapped[int | None]
    rationale: Mapped[str]

    sheet: Mapped[TieringSheet] = relationship(back_populates="scores")


class TieringAgreement(Regulated):
    """What two scorers agreed on, where they were far apart. The trail keeps what stood there before."""

    __tablename__ = "tiering_agreement"
    __record__ = "qualification.tiering_agreement"
    __table_args__ = (UniqueConstraint("tiering_id", "factor"),)

    tiering_id: Mapped[int] = mapped_column(ForeignKey(Tiering.id), index=True)
    factor: Mapped[str]
    score: Mapped[int]
    rationale: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    written_at: Mapped[datetime]

    tiering: Mapped[Tiering] = relationship(back_populates="agreements")
    written_by: Mapped[Person] = relationship(foreign_keys=[written_by_id])


class SealedSheet(Model):
    """A sheet that only its scorer reads: what is typed so far, then what was handed in and is not opened yet.

    It stands outside the trail on purpose. The trail is read by colleagues, and the second scorer must not meet the
    first one's scores there. Opening the sheets writes every score to the trail and takes this row away.
    """

    __tablename__ = "tiering_sealed_sheet"
    __table_args__ = (UniqueConstraint("tiering_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tiering_id: Mapped[int] = mapped_column(ForeignKey(Tiering.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    entries: Mapped[list[dict[str, Any]]]
    salt: Mapped[str | None]
    saved_at: Mapped[datetime]

    @property
    def given(self) -> dict[str, dict[str, str]]:
        """What was typed: score and rationale by factor."""
        return {one["factor"]: {"score": one["score"], "rationale": one["rationale"]} for one in self.entries}
