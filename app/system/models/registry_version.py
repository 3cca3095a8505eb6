"""A version of the registry of record types, as it was frozen from the definitions and signed by QA."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

REGISTRY = Lifecycle(
    "registry",
    "draft",
    ("draft", "effective", "superseded", "dropped"),
    (
        Move("approve", ("draft",), "effective", signed=True),
        Move("drop", ("draft",), "dropped", needs_reason=True),
        Move("supersede", ("effective",), "superseded", signed=True, needs_reason=True),
    ),
)


class RegistryVersion(Regulated):
    """One registry. It is in force from ``decided_at`` until ``ended_at``, never for a day before its signature."""

    __tablename__ = "registry_version"
    __record__ = "system.registry"
    __lifecycle__ = REGISTRY
    __table_args__ = (Index("ix_registry_version_state", "state", "id"),)

    number: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="draft")
    content_version: Mapped[str]
    content_sha256: Mapped[str]
    classes: Mapped[list[dict[str, Any]]]
    types: Mapped[list[dict[str, Any]]]
    comment: Mapped[str]
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    drafted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    drafted_by: Mapped[Person] = relationship(foreign_keys=[drafted_by_id])

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return no parts: classes and types stand in the record."""
        return {}

    def revision_content(self) -> Mapping[str, Any]:
        """Return which definition was frozen."""
        return {"definition": {"id": "record-types", "version": self.content_version, "sha256": self.content_sha256}}
