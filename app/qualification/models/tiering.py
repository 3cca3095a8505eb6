"""A tiering: the scored, signed answer to how critical a service is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated
from app.suppliers.models import Service

if TYPE_CHECKING:
    from app.qualification.models.sheet import TieringAgreement, TieringSheet

OPEN = ("scoring", "second_scoring", "weighing", "in_approval")

TIERING = Lifecycle(
    "tiering",
    "scoring",
    (*OPEN, "signed", "rejected", "superseded", "voided", "dropped"),
    (
        Move("ask_second", ("scoring",), "second_scoring"),
        Move("weigh", ("scoring", "second_scoring"), "weighing"),
        Move("submit", ("weighing",), "in_approval", signed=True),
        Move("approve", ("in_approval",), "signed", signed=True),
        Move("reject", ("in_approval",), "rejected", signed=True, needs_reason=True),
        Move("supersede", ("signed",), "superseded", signed=True, needs_reason=True),
        # found wrong after it was signed: the service has no tier until another one is signed
        Move("void", ("signed",), "voided", signed=True, needs_reason=True),
        Move("drop", ("scoring", "second_scoring", "weighing"), "dropped", needs_reason=True),
    ),
)


class Tiering(Regulated):
    """One service judged by ten factors. It keeps the whole text of the risk model it was judged by.

    ``reckoned_tier`` is what scores and floors come to, ``tier`` what the people sign; they differ by ``rationale``.
    """

    __tablename__ = "tiering"
    __record__ = "qualification.tiering"
    __lifecycle__ = TIERING
    __table_args__ = (
        Index("ix_tiering_service", "service_id", "id"),
        Index("ix_tiering_state", "state", "id"),
        Index(
            "uq_tiering_open",
            "service_id",
            unique=True,
            sqlite_where=text("state IN ('scoring', 'second_scoring', 'weighing', 'in_approval')"),
            postgresql_where=text("state IN ('scoring', 'second_scoring', 'weighing', 'in_approval')"),
        ),
    )

    number: Mapped[str] = mapped_column(unique=True)
    service_id: Mapped[int] = mapped_column(ForeignKey(Service.id))
    state: Mapped[str] = mapped_column(default="scoring")
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    model_id: Mapped[str]
    model_version: Mapped[str]
    model_sha256: Mapped[str]
    model_text: Mapped[str]
    score: Mapped[Decimal | None]
    tier_by_score: Mapped[str | None]
    reckoned_tier: Mapped[str | None]
    formality: Mapped[str | None]
    tier: Mapped[str | None] = mapped_column(index=True)
    rationale: Mapped[str | None]
    team: Mapped[str | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("tiering.id"), unique=True)

    service: Mapped[Service] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    sheets: Mapped[list["TieringSheet"]] = relationship(back_populates="tiering", order_by="TieringSheet.position")
    agreements: Mapped[list["TieringAgreement"]] = relationship(
        back_populates="tiering", order_by="TieringAgreement.id"
    )
    replaces: Mapped["Tiering | None"] = relationship(remote_side="Tiering.id", back_populates="replaced_by")
    replaced_by: Mapped["Tiering | None"] = relationship(back_populates="replaces")

    @property
    def is_open(self) -> bool:
        """Tell whether it is not decided yet."""
        return self.state in OPEN

    @property
    def is_scored(self) -> bool:
        """Tell whether the sheets are open to everybody who reads it."""
        return bool(self.sheets) and all(sheet.opened_at is not None for sheet in self.sheets)

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return the sheets with their scores and what was agreed; scores exist only once the sheets are opened."""
        scores = [score for sheet in self.sheets for score in sheet.scores]
        return {"sheets": self.sheets, "scores": scores, "agreements": self.agreements}

    def revision_content(self) -> Mapping[str, Any]:
        """Return the whole model, and what the signer is shown about the service that gets the tier."""
        service = self.service
        return {
            "risk_model": {
                "id": self.model_id,
                "version": self.model_version,
                "sha256": self.model_sha256,
                "text": self.model_text,
            },
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
