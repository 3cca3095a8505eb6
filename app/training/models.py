"""Procedures, and who was trained on which version of them."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.regulated import Regulated


class Procedure(Regulated):
    """A procedure of the company, as far as training on it matters here. Its text lives elsewhere.

    ``procedure_version`` is the version in force since ``effective_on``; earlier ones stand in the trail.
    """

    __tablename__ = "procedure"
    __record__ = "training.procedure"

    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    procedure_version: Mapped[str]
    effective_on: Mapped[date]
    required_for_signing: Mapped[bool] = mapped_column(index=True)


class TrainingRecord(Regulated):
    """One person, trained on one version of a procedure, put on record by somebody else (21 CFR 11.10(i))."""

    __tablename__ = "training_record"
    __record__ = "training.record"
    __is_append_only__ = True

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey(Procedure.id), index=True)
    procedure_version: Mapped[str]
    completed_on: Mapped[date]
    expires_on: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    procedure: Mapped[Procedure] = relationship()
    recorded_by: Mapped[Person] = relationship(foreign_keys=[recorded_by_id])
