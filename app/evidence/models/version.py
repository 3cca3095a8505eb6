"""A piece of evidence as it was received at one time, and the classes that people gave it. Both are written once."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.evidence.models.evidence import Evidence
from app.evidence.rules.standing import Dated
from app.people.models import Person
from app.records.regulated import Regulated


class EvidenceVersion(Regulated):
    """One version. ``received_at`` is the portal's own time; the days are those that the evidence itself names.

    Its file, if there is one, is an attachment of it. ``bridges`` is the version that a bridge letter carries on.
    """

    __tablename__ = "evidence_version"
    __record__ = "evidence.version"
    __is_append_only__ = True
    __table_args__ = (
        UniqueConstraint("evidence_id", "position"),
        Index("ix_evidence_version_bridges", "bridges_id"),
        Index("ix_evidence_version_expires", "expires_on", "id"),
    )

    evidence_id: Mapped[int] = mapped_column(ForeignKey(Evidence.id))
    position: Mapped[int]
    address: Mapped[str | None]
    kept_at: Mapped[str | None]
    note: Mapped[str | None]
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    effective_on: Mapped[date]
    expires_on: Mapped[date | None]
    no_expiry_because: Mapped[str | None]
    bridges_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_version.id"))
    received_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    received_at: Mapped[datetime]

    evidence: Mapped[Evidence] = relationship(back_populates="versions")
    bridges: Mapped["EvidenceVersion | None"] = relationship(
        remote_side="EvidenceVersion.id", back_populates="bridged_by"
    )
    bridged_by: Mapped[list["EvidenceVersion"]] = relationship(back_populates="bridges", order_by="EvidenceVersion.id")
    received_by: Mapped[Person] = relationship()
    classes: Mapped[list["EvidenceClass"]] = relationship(
        back_populates="evidence_version", order_by="EvidenceClass.id"
    )

    @property
    def label(self) -> str:
        """The version as people call it: EVD-2026-0007 version 2."""
        return f"{self.evidence.number} version {self.position}"

    def dated(self, bridged_until: date | None) -> Dated:
        """Return its dates as the rules see them."""
        return Dated(self.effective_on, self.expires_on, self.period_to, bridged_until, self.evidence.is_withdrawn)


class EvidenceClass(Regulated):
    """A class that somebody gave to a version, and why. The newest one counts; earlier ones stay."""

    __tablename__ = "evidence_class"
    __record__ = "evidence.class"
    __is_append_only__ = True
    __table_args__ = (Index("ix_evidence_class_version", "evidence_version_id", "id"),)

    evidence_version_id: Mapped[int] = mapped_column(ForeignKey(EvidenceVersion.id))
    code: Mapped[str]
    rationale: Mapped[str]
    judged_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    judged_at: Mapped[datetime]

    evidence_version: Mapped[EvidenceVersion] = relationship(back_populates="classes")
    judged_by: Mapped[Person] = relationship()
