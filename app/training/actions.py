"""Verbs of training. They never commit and never open a transaction."""

from dataclasses import dataclass
from datetime import date, datetime

from app.base.db import db
from app.people import queries as people
from app.people.models import Person
from app.records import trail
from app.records.actor import Actor
from app.records.numbers import next_number
from app.training.models import Procedure, TrainingRecord
from app.training.rules.currency import date_problem
from app.web.errors import Sentence


class TrainingRefused(Sentence):
    """A procedure or training could not be put on record; the message says why."""


@dataclass(frozen=True)
class NewProcedure:
    """A procedure as first registered."""

    title: str
    version: str
    effective_on: date
    required_for_signing: bool = False


@dataclass(frozen=True)
class Completion:
    """Somebody finished a training; ids of the person and the procedure."""

    person_id: int
    procedure_id: int
    completed_on: date
    expires_on: date | None = None


def add_procedure(new: NewProcedure, actor: Actor, now: datetime) -> Procedure:
    """Register a procedure under the next PRO number. Raises TrainingRefused without title or version."""
    del actor, now  # the trail carries who and when
    _refuse_unnamed(new)
    procedure = Procedure(
        number=next_number("PRO"),
        title=new.title.strip(),
        procedure_version=new.version.strip(),
        effective_on=new.effective_on,
        required_for_signing=new.required_for_signing,
    )
    db.session.add(procedure)
    trail.say(procedure, "training.procedure.added")
    db.session.flush()
    return procedure


def revise_procedure(procedure: Procedure, new: NewProcedure, reason: str, actor: Actor, now: datetime) -> None:
    """Put a new version, title, day or requirement in force, with a reason. Training on older versions ends counting.

    Raises TrainingRefused without a reason.
    """
    del actor, now  # the trail carries who and when
    if not reason.strip():
        raise TrainingRefused(f"Say why {procedure.number} changes; the reason stands in the trail.")
    _refuse_unnamed(new)
    procedure.title, procedure.procedure_version = new.title.strip(), new.version.strip()
    procedure.effective_on, procedure.required_for_signing = new.effective_on, new.required_for_signing
    trail.say(procedure, "training.procedure.revised", reason.strip())
    db.session.flush()


def record_training(done: Completion, actor: Actor, now: datetime) -> TrainingRecord:
    """Put on record that somebody was trained on the version in force. Raises TrainingRefused.

    Nobody records their own training; the future is refused (P11-14).
    """
    recorder = people.person_of(actor)
    if recorder is None:
        raise TrainingRefused("Only a signed-in person records training.")
    if recorder.id == done.person_id:
        raise TrainingRefused("Nobody records their own training. Ask QA or a validation lead.")
    person, procedure = db.session.get(Person, done.person_id), db.session.get(Procedure, done.procedure_id)
    if person is None or procedure is None or not person.is_active:
        raise TrainingRefused("Choose an active person and a procedure.")
    if problem := date_problem(done.completed_on, done.expires_on, now.date()):
        raise TrainingRefused(problem)
    record = TrainingRecord(
        person_id=person.id,
        procedure_id=procedure.id,
        procedure_version=procedure.procedure_version,
        completed_on=done.completed_on,
        expires_on=done.expires_on,
        recorded_by_id=recorder.id,
    )
    db.session.add(record)
    trail.say(record, "training.record.added")
    db.session.flush()
    return record


def _refuse_unnamed(new: NewProcedure) -> None:
    if not new.title.strip() or not new.version.strip():
        raise TrainingRefused("A procedure has a title and a version.")
