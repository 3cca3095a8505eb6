"""Copies that left the house, and verifications that were run."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.regulated import Regulated


class DossierCopy(Regulated):
    """A dossier was made and handed to somebody (21 CFR 11.10(b)); ``sha256`` is that of the zip."""

    __tablename__ = "dossier_copy"
    __record__ = "inspection.dossier_copy"
    __is_append_only__ = True

    record_type: Mapped[str]
    record_id: Mapped[int] = mapped_column(index=True)
    record_number: Mapped[str] = mapped_column(index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    made_at: Mapped[datetime]
    events: Mapped[int]
    head_size: Mapped[int]
    sha256: Mapped[str]
    size: Mapped[int]

    made_by: Mapped[Person] = relationship()


class VerificationRun(Regulated):
    """The record was verified, by whom and with which result."""

    __tablename__ = "verification_run"
    __record__ = "inspection.verification_run"
    __is_append_only__ = True

    run_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    run_at: Mapped[datetime] = mapped_column(index=True)
    verdict: Mapped[str]
    head_size: Mapped[int]
    signatures: Mapped[int]
    rows: Mapped[int]
    first_bad_seq: Mapped[int | None]
    sentence: Mapped[str]
    faults: Mapped[list[dict[str, Any]]]

    run_by: Mapped[Person] = relationship()
