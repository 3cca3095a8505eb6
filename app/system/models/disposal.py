"""A disposal: which records are past their retention, item by item with the reasons, and two signatures on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

DISPOSAL = Lifecycle(
    "disposal",
    "previewed",
    ("previewed", "requested", "decided", "dropped"),
    (
        Move("request", ("previewed",), "requested", signed=True),
        Move("approve", ("requested",), "decided", signed=True),
        Move("drop", ("previewed", "requested"), "dropped", needs_reason=True),
    ),
)


class Disposal(Regulated):
    """One preview with its decision. ``items`` are the records that were past their time on the day of the preview;
    ``counts`` says how many of each type are kept on. Deciding removes nothing (decision page 013).
    """

    __tablename__ = "disposal"
    __record__ = "system.disposal"
    __lifecycle__ = DISPOSAL
    __table_args__ = (Index("ix_disposal_state", "state", "id"),)

    number: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="previewed")
    registry_number: Mapped[str]
    items: Mapped[list[dict[str, Any]]]
    counts: Mapped[list[dict[str, Any]]]
    previewed_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    previewed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    previewed_by: Mapped[Person] = relationship(foreign_keys=[previewed_by_id])

    @property
    def due(self) -> list[dict[str, Any]]:
        """The records that nothing keeps."""
        return [one for one in self.items if not one["reasons"]]

    @property
    def kept(self) -> list[dict[str, Any]]:
        """The records that are past their time and kept all the same."""
        return [one for one in self.items if one["reasons"]]

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return no parts: the items stand in the record."""
        return {}

    def revision_content(self) -> Mapping[str, Any]:
        """Return how many records the signature is about."""
        return {"due": len(self.due), "kept": len(self.kept)}
