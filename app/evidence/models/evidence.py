"""A piece of evidence: what it is, for whom it speaks, who looks after it and who may read it."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated
from app.suppliers.models import Service, Supplier

if TYPE_CHECKING:
    from app.evidence.models.version import EvidenceVersion

EVIDENCE = Lifecycle(
    "evidence",
    "current",
    ("current", "withdrawn"),
    (
        Move("withdraw", ("current",), "withdrawn", needs_reason=True),
        Move("reinstate", ("withdrawn",), "current", needs_reason=True),
    ),
)
"""That evidence expired is no state: it follows from its dates, on any day (`rules/standing.py`)."""


class Evidence(Regulated):
    """One piece, for a whole supplier or for one of its services. What it says stands in its versions."""

    __tablename__ = "evidence"
    __record__ = "evidence.evidence"
    __lifecycle__ = EVIDENCE
    __table_args__ = (
        Index("ix_evidence_supplier", "supplier_id", "id"),
        Index("ix_evidence_service", "service_id", "id"),
        Index("ix_evidence_owner", "owner_id", "id"),
        Index("ix_evidence_kind", "kind", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey(Supplier.id))
    service_id: Mapped[int | None] = mapped_column(ForeignKey(Service.id))
    title: Mapped[str]
    kind: Mapped[str]
    confidentiality: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    registered_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    registered_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="current")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    supplier: Mapped[Supplier] = relationship()
    service: Mapped[Service | None] = relationship()
    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])
    registered_by: Mapped[Person] = relationship(foreign_keys=[registered_by_id])
    versions: Mapped[list["EvidenceVersion"]] = relationship(
        back_populates="evidence", order_by="EvidenceVersion.position"
    )

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether it was taken back."""
        return self.state == "withdrawn"
