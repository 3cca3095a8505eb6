"""A legal hold: what must not be disposed of, why, and who lifted it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

HOLD = Lifecycle(
    "legal hold", "active", ("active", "lifted"), (Move("lift", ("active",), "lifted", signed=True, needs_reason=True),)
)


class Hold(Regulated):
    """One hold. ``value`` is a number or a record type, by ``scope``; a hold on everything has none."""

    __tablename__ = "legal_hold"
    __record__ = "system.hold"
    __lifecycle__ = HOLD
    __table_args__ = (Index("ix_legal_hold_state", "state", "id"),)

    number: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="active")
    scope: Mapped[str]
    value: Mapped[str | None]
    reason: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    set_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_because: Mapped[str | None]

    set_by: Mapped[Person] = relationship(foreign_keys=[set_by_id])

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return no parts: a hold stands alone."""
        return {}

    def revision_content(self) -> Mapping[str, Any]:
        """Return nothing further: the record says it all."""
        return {}
