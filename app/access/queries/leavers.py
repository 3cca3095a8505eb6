"""Leaver lists, their lines, and who is expected to leave."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.models import Leaver, LeaverLine, LeaverList
from app.base.db import db
from app.people.models import Person


def leaver_list(number: str) -> LeaverList | None:
    """Return the list of this number with who uploaded it."""
    query = select(LeaverList).where(LeaverList.number == number).options(joinedload(LeaverList.uploaded_by))
    return db.session.scalar(query)


def recent_lists(limit: int = 50) -> Sequence[LeaverList]:
    """Return the newest lists, newest first."""
    query = select(LeaverList).options(joinedload(LeaverList.uploaded_by)).order_by(LeaverList.id.desc())
    return db.session.scalars(query.limit(limit)).all()


def lines_of(found: LeaverList, after: int = 0, limit: int = 200) -> Sequence[LeaverLine]:
    """Return the log of a list, by line, from the row id ``after`` on."""
    query = select(LeaverLine).where(LeaverLine.list_id == found.id, LeaverLine.id > after)
    return db.session.scalars(query.order_by(LeaverLine.id).limit(limit)).all()


def leaver(leaver_id: int) -> Leaver | None:
    """Return one leaver with account and list."""
    query = select(Leaver).where(Leaver.id == leaver_id)
    return db.session.scalar(query.options(joinedload(Leaver.person), joinedload(Leaver.list)))


def leaving() -> Sequence[Leaver]:
    """Return everybody who is expected to leave, the earliest first."""
    query = select(Leaver).where(Leaver.state == "leaving").order_by(Leaver.last_day, Leaver.id)
    return db.session.scalars(query.options(joinedload(Leaver.person), joinedload(Leaver.list))).all()


def leaving_of(person: Person) -> Sequence[Leaver]:
    """Return what lists say about one person's leaving."""
    query = select(Leaver).where(Leaver.state == "leaving", Leaver.person_id == person.id)
    return db.session.scalars(query.options(joinedload(Leaver.list))).all()


def due(today: date) -> list[int]:
    """Return the ids of leavers whose last working day has passed."""
    query = select(Leaver.id).where(Leaver.state == "leaving", Leaver.last_day < today)
    return list(db.session.scalars(query.order_by(Leaver.last_day, Leaver.id)))


def held_back() -> Sequence[Leaver]:
    """Return the leavers whom the clock could not deactivate, with why."""
    query = select(Leaver).where(Leaver.state == "leaving", Leaver.obstacle.is_not(None)).order_by(Leaver.id)
    return db.session.scalars(query.options(joinedload(Leaver.person), joinedload(Leaver.list))).all()
