"""A disposal: which records are past their retention, item by item with the reasons, and two signatures on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated
from app.records.removals import LISTED

DISPOSAL = Lifecycle(
    "disposal",
    "previewed",
    ("previewed", "requested", "decided", "carried_out", "dropped"),
    (
        Move("request", ("previewed",), "requested", signed=True),
        Move("approve", ("requested",), "decided", signed=True),
        Move("carry_out", ("decided",), "carried_out"),
        Move("drop", ("previewed", "requested"), "dropped", needs_reason=True),
    ),
)


class Disposal(Regulated):
    """One preview with its decision. ``items`` are the records that were past their time on the day of the preview;
    ``counts`` says how many of each type are kept on. ``outcome`` are the files that were kept all the same when the
    decision was carried out, each with the reason (decision page 013).
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
    due_count: Mapped[int | None]
    kept_count: Mapped[int | None]
    file_count: Mapped[int | None]
    previewed_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    previewed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    carried_out_at: Mapped[datetime | None]
    outcome: Mapped[list[dict[str, Any]] | None]

    previewed_by: Mapped[Person] = relationship(foreign_keys=[previewed_by_id])

    @property
    def due(self) -> list[dict[str, Any]]:
        """The records that nothing keeps."""
        return [one for one in self.items if not one["reasons"]]

    @property
    def kept(self) -> list[dict[str, Any]]:
        """The records that are past their time and kept all the same."""
        return [one for one in self.items if one["reasons"]]

    @property
    def removes(self) -> list[dict[str, Any]]:
        """The files that go with the records that are due: digest, bytes and who names it, each once."""
        found = {one["digest"]: one for item in self.due for one in item.get("files", ()) if not one["kept"]}
        return [{name: found[digest][name] for name in ("digest", "bytes", "named_by")} for digest in sorted(found)]

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return no parts: the items stand in the record."""
        return {}

    def revision_content(self) -> Mapping[str, Any]:
        """Return how many records the signature is about, and the files: verification reads them here."""
        return {"due": len(self.due), "kept": len(self.kept), LISTED: self.removes}
