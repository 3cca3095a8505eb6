"""A statement: the configuration as it was frozen, why the system is closed or open, and QA's signature on it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

STATEMENT = Lifecycle(
    "statement",
    "draft",
    ("draft", "signed", "superseded", "dropped"),
    (
        Move("sign", ("draft",), "signed", signed=True),
        Move("drop", ("draft",), "dropped", needs_reason=True),
        Move("supersede", ("signed",), "superseded", signed=True, needs_reason=True),
    ),
)


class Statement(Regulated):
    """One frozen configuration. ``items`` and ``source_files`` are everything that the fingerprint stands for."""

    __tablename__ = "system_statement"
    __record__ = "system.statement"
    __lifecycle__ = STATEMENT
    __table_args__ = (Index("ix_system_statement_state", "state", "id"),)

    number: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="draft")
    fingerprint: Mapped[str]
    product_version: Mapped[str]
    product_commit: Mapped[str]
    items: Mapped[list[dict[str, Any]]]
    source_files: Mapped[list[dict[str, Any]]]
    deployment: Mapped[str]
    rationale: Mapped[str]
    letter_on: Mapped[date | None]
    letter_reference: Mapped[str | None]
    comment: Mapped[str | None]
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    drafted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    drafted_by: Mapped[Person] = relationship(foreign_keys=[drafted_by_id])

    @property
    def has_letter(self) -> bool:
        """Tell whether the statement names the non-repudiation letter."""
        return bool(self.letter_reference)

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return no parts: a statement stands alone, with its items in it."""
        return {}

    def revision_content(self) -> Mapping[str, Any]:
        """Return how much the fingerprint stands for."""
        return {"items": len(self.items), "source_files": len(self.source_files)}
