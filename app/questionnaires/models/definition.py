"""One version of a questionnaire or of the risk model, frozen and signed. It is never edited."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

DEFINITION = Lifecycle(
    "definition",
    "draft",
    ("draft", "in_approval", "approved", "effective", "retired", "rejected", "dropped"),
    (
        Move("submit", ("draft",), "in_approval", signed=True),
        Move("drop", ("draft",), "dropped", needs_reason=True),
        Move("reject", ("in_approval",), "rejected", signed=True, needs_reason=True),
        Move("approve", ("in_approval",), "approved", signed=True),
        # on its day: in the transaction of the last signature, or by the clock when the day comes later
        Move("take_effect", ("approved",), "effective", by_clock=True),
        Move("retire", ("effective",), "retired", needs_reason=True, by_clock=True),
    ),
)

KINDS = {"questionnaire": "Questionnaire", "risk_model": "Risk model"}
"""What a definition is, in words."""


class Definition(Regulated):
    """One version, by kind, id and version. Its content is an attachment: canonical JSON, named by its SHA-256."""

    __tablename__ = "definition"
    __record__ = "questionnaires.definition"
    __lifecycle__ = DEFINITION
    __table_args__ = (
        Index("ix_definition_name", "kind", "definition_id", "id"),
        Index("ix_definition_state", "state", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    definition_id: Mapped[str]
    content_version: Mapped[str]
    title: Mapped[str]
    content_sha256: Mapped[str]
    source_name: Mapped[str]
    source_sha256: Mapped[str]
    is_shipped: Mapped[bool]
    rationale: Mapped[str]
    author_role: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    drafted_at: Mapped[datetime]
    effective_from: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    drafted_by: Mapped[Person] = relationship(foreign_keys=[drafted_by_id])

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for somebody."""
        return self.state in {"draft", "in_approval"}

    @property
    def name(self) -> str:
        """Return id and version, as people speak of it."""
        return f"{self.definition_id}, version {self.content_version}"

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return no parts: the content is named by its digest."""
        return {}

    def revision_content(self) -> Mapping[str, Any]:
        """Return nothing more than the record's own fields; the digest among them stands for the whole content."""
        return {}
