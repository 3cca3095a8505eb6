"""An inspection: whose visit, from when until when; every look of the inspector; and what they asked for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

INSPECTION = Lifecycle(
    "inspection",
    "asked",
    ("asked", "granted", "refused", "ended"),
    (
        Move("grant", ("asked",), "granted"),
        Move("refuse", ("asked",), "refused", needs_reason=True),
        Move("end", ("granted",), "ended", needs_reason=True),
    ),
)

EVIDENCE_REQUEST = Lifecycle(
    "evidence request",
    "asked",
    ("asked", "answered", "accepted"),
    (
        Move("answer", ("asked",), "answered"),
        Move("accept", ("answered",), "accepted"),
        Move("ask_again", ("answered",), "asked", needs_reason=True),
    ),
)


class Inspection(Regulated):
    """Read access for one inspector from ``begins_at`` to just before ``ends_at``, asked for by QA, given by ADM."""

    __tablename__ = "inspection"
    __record__ = "inspection.inspection"
    __lifecycle__ = INSPECTION
    __table_args__ = (Index("ix_inspection_inspector", "inspector_id", "state"),)

    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    reason: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="asked")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    asked_at: Mapped[datetime]
    inspector_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    decided_at: Mapped[datetime | None]

    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    inspector: Mapped[Person | None] = relationship(foreign_keys=[inspector_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    def is_running(self, now: datetime) -> bool:
        """Tell whether the inspector may look now."""
        return self.state == "granted" and self.begins_at <= now < self.ends_at


class Look(Regulated):
    """An inspector opened a page: which address, when, and what came back. Written once."""

    __tablename__ = "inspection_look"
    __record__ = "inspection.look"
    __is_append_only__ = True

    inspection_id: Mapped[int] = mapped_column(ForeignKey(Inspection.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    looked_at: Mapped[datetime]
    address: Mapped[str]
    record_number: Mapped[str | None] = mapped_column(index=True)
    status: Mapped[int]

    inspection: Mapped[Inspection] = relationship()
    person: Mapped[Person] = relationship()


class EvidenceRequest(Regulated):
    """What an inspector asks for; answered until they accept it."""

    __tablename__ = "evidence_request"
    __record__ = "inspection.evidence_request"
    __lifecycle__ = EVIDENCE_REQUEST
    __table_args__ = (Index("ix_evidence_request_state", "state", "id"),)

    number: Mapped[str] = mapped_column(unique=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey(Inspection.id), index=True)
    text: Mapped[str]
    record_number: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="asked")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    asked_at: Mapped[datetime]

    inspection: Mapped[Inspection] = relationship()
    asked_by: Mapped[Person] = relationship()
    entries: Mapped[list["EvidenceEntry"]] = relationship(back_populates="request", order_by="EvidenceEntry.id")


class EvidenceEntry(Regulated):
    """One turn of the talk about a request: an answer, its acceptance, or why it is asked again. Written once."""

    __tablename__ = "evidence_entry"
    __record__ = "inspection.evidence_entry"
    __is_append_only__ = True

    request_id: Mapped[int] = mapped_column(ForeignKey(EvidenceRequest.id), index=True)
    kind: Mapped[str]
    text: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    written_at: Mapped[datetime]

    request: Mapped[EvidenceRequest] = relationship(back_populates="entries")
    written_by: Mapped[Person] = relationship()
