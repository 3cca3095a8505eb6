"""Reads about training, named as questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.people import queries as people
from app.people.models import Person
from app.people.rules.roles import SIGNING
from app.training.models import Procedure, TrainingRecord
from app.training.rules.currency import Trained, gap


@dataclass(frozen=True)
class Gap:
    """Somebody who may not sign because of one procedure, and why."""

    person: Person
    procedure: Procedure
    why: str


def procedure(number: str) -> Procedure | None:
    """Return the procedure of this number."""
    return db.session.scalar(select(Procedure).where(Procedure.number == number))


def procedures() -> Sequence[Procedure]:
    """Return every procedure by number."""
    return db.session.scalars(select(Procedure).order_by(Procedure.number)).all()


def required_procedures(today: date) -> Sequence[Procedure]:
    """Return the procedures in force on ``today`` that everybody who signs must be trained on."""
    query = select(Procedure).where(Procedure.required_for_signing, Procedure.effective_on <= today)
    return db.session.scalars(query.order_by(Procedure.number)).all()


def records_of(person: Person) -> Sequence[TrainingRecord]:
    """Return the training of a person, oldest first."""
    query = select(TrainingRecord).where(TrainingRecord.person_id == person.id).order_by(TrainingRecord.id)
    return db.session.scalars(query.options(joinedload(TrainingRecord.procedure))).all()


def newest(limit: int = 50) -> Sequence[TrainingRecord]:
    """Return the training recorded last."""
    loaded = (joinedload(TrainingRecord.person), joinedload(TrainingRecord.procedure))
    query = select(TrainingRecord).options(*loaded, joinedload(TrainingRecord.recorded_by))
    return db.session.scalars(query.order_by(TrainingRecord.id.desc()).limit(limit)).all()


def gaps_of(person_id: int, today: date, required: Sequence[Procedure]) -> list[tuple[Procedure, str]]:
    """Return each of the ``required`` procedures on which this person's training is not current, and why."""
    query = select(TrainingRecord).where(TrainingRecord.person_id == person_id).order_by(TrainingRecord.id)
    records = db.session.scalars(query).all()
    return [(one, why) for one in required if (why := _gap(one, records, today)) is not None]


def ids_trained(ids: Sequence[int], today: date) -> set[int]:
    """Return who of these is current on every procedure that signing requires; nobody while none is required."""
    required = required_procedures(today)
    records: dict[int, list[TrainingRecord]] = {one: [] for one in ids}
    query = select(TrainingRecord).where(TrainingRecord.person_id.in_(ids)).order_by(TrainingRecord.id)
    for record in db.session.scalars(query):
        records[record.person_id].append(record)
    return {one for one in ids if required and not any(_gap(each, records[one], today) for each in required)}


def gaps(today: date) -> list[Gap]:
    """Return every gap of everybody active who holds a role that signs, by name."""
    signers = [one for one in people.active_people() if not SIGNING.isdisjoint(one.roles)]
    required = required_procedures(today)
    records: dict[int, list[TrainingRecord]] = {one.id: [] for one in signers}
    for record in db.session.scalars(select(TrainingRecord).order_by(TrainingRecord.id)):
        records.setdefault(record.person_id, []).append(record)
    return [
        Gap(person, one, why)
        for person in signers
        for one in required
        if (why := _gap(one, records[person.id], today)) is not None
    ]


def _gap(required: Procedure, records: Iterable[TrainingRecord], today: date) -> str | None:
    own = [
        Trained(one.procedure_version, one.completed_on, one.expires_on)
        for one in records
        if one.procedure_id == required.id
    ]
    return gap(required.procedure_version, own, today)
