"""Reads about alarms, named as questions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.notices.models import ALARM, Alarm
from app.notices.rules.kinds import KINDS, SEVERITIES, acknowledged_by, readable_by
from app.records.actor import Actor
from app.web.filters import Choice, Contains, Dates
from app.web.listing import Column, Listing

_ALARM = Alarm.__table__.c


def alarm(number: str, roles: Sequence[str]) -> Alarm | None:
    """Return the alarm of this number, if somebody with these roles may read its kind."""
    query = select(Alarm).where(Alarm.number == number, Alarm.kind.in_(readable_by(roles)))
    return db.session.scalar(query.options(joinedload(Alarm.acknowledged_by)))


def open_alarm(key: str) -> Alarm | None:
    """Return the open alarm of a cause's key."""
    return db.session.scalar(select(Alarm).where(Alarm.open_key == key))


def open_of_kinds(kinds: Iterable[str]) -> Sequence[Alarm]:
    """Return the open alarms of these kinds, oldest first."""
    query = select(Alarm).where(Alarm.kind.in_(list(kinds)), Alarm.open_key.is_not(None))
    return db.session.scalars(query.order_by(Alarm.id)).all()


def covered_until(kind: str, now: datetime) -> dict[str, datetime]:
    """Return until when alarms of ``kind`` cover each subject that ever had one: until now while one is open."""
    query = select(Alarm.subject_id, func.max(Alarm.over_at), func.max(Alarm.open_key)).where(Alarm.kind == kind)
    rows = db.session.execute(query.group_by(Alarm.subject_id))
    return {subject: over if open_key is None and over is not None else now for subject, over, open_key in rows}


def to_acknowledge(actor: Actor, most: int = 20) -> Sequence[Alarm]:
    """Return the raised alarms that this person may acknowledge, the oldest first."""
    kinds = acknowledged_by(actor.roles)
    if not kinds:
        return []
    query = select(Alarm).where(Alarm.state == "raised", Alarm.kind.in_(kinds)).order_by(Alarm.id).limit(most)
    return [one for one in db.session.scalars(query) if not is_about(one, actor)]


def is_about(found: Alarm, actor: Actor) -> bool:
    """Tell whether an alarm is about this person's own account."""
    return found.subject_type == "people.person" and found.subject_id == actor.id


def readable(roles: Sequence[str]) -> Select[Any]:
    """Return the alarms that somebody with these roles may read."""
    query = select(Alarm).where(Alarm.kind.in_(readable_by(roles)))
    return query.options(joinedload(Alarm.acknowledged_by))


def listing(roles: Sequence[str], *, is_whole: bool = False) -> Listing:
    """Return the list of alarms, with the kinds that these roles may read; ``is_whole`` as it is exported."""
    kinds = tuple((code, KINDS[code].title) for code in readable_by(roles))
    return Listing(
        columns=(
            Column("number", "Number", lambda one: one.number, _ALARM.id, href=_address),
            Column("kind", "What", lambda one: one.title, _ALARM.kind, href=_address),
            Column("subject", "About", lambda one: one.subject_name, _ALARM.subject_name, kind="name"),
            _SINCE_TIME if is_whole else _SINCE_DAY,
            Column("state", "State", lambda one: one.state, _ALARM.state, kind="chip"),
            Column("who", "Acknowledged by", lambda one: one.acknowledged_by, kind="person"),
            *(_EXPORTED if is_whole else ()),
        ),
        key=_ALARM.id,
        sort="-number",
        filters=(
            Contains("q", "About or number", (Alarm.subject_name, Alarm.number, Alarm.sentence)),
            Choice("kind", "What", _ALARM.kind, kinds),
            Choice("severity", "Severity", _ALARM.severity, tuple((one, one) for one in SEVERITIES)),
            Choice("state", "State", _ALARM.state, tuple((one, one) for one in ALARM.states)),
            Dates("since", "Since", _ALARM.since),
        ),
    )


_SINCE_TIME = Column("since", "Since", lambda one: one.since, _ALARM.since, kind="time")
_SINCE_DAY = Column("since", "Since", lambda one: one.since.date(), _ALARM.since, kind="day")

_EXPORTED = (
    Column("severity", "Severity", lambda one: one.severity),
    Column("acknowledged", "Acknowledged", lambda one: one.acknowledged_at, kind="time"),
    Column("role", "Acknowledged as", lambda one: one.acknowledged_as),
    Column("comment", "Comment", lambda one: one.comment),
    Column("raised", "Raised", lambda one: one.raised_at, kind="time"),
    Column("over", "Over", lambda one: one.over_at, kind="time"),
    Column("sentence", "In words", lambda one: one.sentence),
)
"""What a page has no room for; one alarm shows all of it."""


def _address(row: Alarm) -> str:
    return url_for("alarms.show", number=row.number)
