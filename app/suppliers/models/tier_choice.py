"""A tier by signed choice: how critical a service is, until a scored tiering exists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated
from app.suppliers.models.service import Service

TIER_CHOICE = Lifecycle(
    "tier choice",
    "draft",
    ("draft", "in_approval", "signed", "rejected", "superseded", "voided"),
    (
        Move("submit", ("draft",), "in_approval", signed=True),
        Move("approve", ("in_approval",), "signed", signed=True),
        Move("reject", ("in_approval",), "rejected", signed=True, needs_reason=True),
        Move("supersede", ("signed",), "superseded", signed=True, needs_reason=True),
        # found wrong after it was signed: the service has no tier until a new choice is signed
        Move("void", ("signed",), "voided", signed=True, needs_reason=True),
    ),
)


class TierChoice(Regulated):
    """One choice of T1 (critical) to T4 (low) for one service, with its rationale and signatures."""

    __tablename__ = "tier_choice"
    __record__ = "suppliers.tier_choice"
    __lifecycle__ = TIER_CHOICE
    __table_args__ = (Index("ix_tier_choice_service", "service_id", "id"), Index("ix_tier_choice_state", "state", "id"))

    number: Mapped[str] = mapped_column(unique=True)
    service_id: Mapped[int] = mapped_column(ForeignKey(Service.id))
    tier: Mapped[str]
    rationale: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    drafted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("tier_choice.id"), unique=True)

    service: Mapped[Service] = relationship()
    drafted_by: Mapped[Person] = relationship(foreign_keys=[drafted_by_id])
    replaces: Mapped["TierChoice | None"] = relationship(remote_side="TierChoice.id", back_populates="replaced_by")
    replaced_by: Mapped["TierChoice | None"] = relationship(back_populates="replaces")

    @property
    def is_open(self) -> bool:
        """Tell whether the choice still waits for somebody."""
        return self.state in {"draft", "in_approval"}

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return no parts: the choice stands alone, and the service's facts are quoted as shown."""
        return {}

    def revision_content(self) -> Mapping[str, Any]:
        """Return what the signer is shown about the service that gets the tier."""
        service = self.service
        return {
            "service": {
                "number": service.number,
                "name": service.name,
                "supplier": f"{service.supplier.number} {service.supplier.name}",
                "intended_use": service.intended_use,
                "is_regulated": service.is_regulated,
                "tier_so_far": service.tier,
            },
            **({"replaces": self.replaces.number} if self.replaces else {}),
        }
