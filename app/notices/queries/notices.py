"""Reads about notices: what somebody was told, and where a mail about it goes."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.base.db import db
from app.notices.models import Notice
from app.records.tables import LedgerEvent

MOST_SHOWN = 50
_AT_ONCE = 500


def told(keys: Collection[str]) -> set[str]:
    """Return those of ``keys`` that were told already."""
    wanted: list[str] = list(keys)
    found: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(Notice.key).where(Notice.key.in_(wanted[start : start + _AT_ONCE]))
        found.update(db.session.scalars(query))
    return found


def notices_of(person_id: int, most: int = MOST_SHOWN) -> Sequence[Notice]:
    """Return what a person was told last, newest first."""
    query = select(Notice).where(Notice.person_id == person_id).order_by(Notice.id.desc()).limit(most)
    return db.session.scalars(query).all()


def address_for(notice: Notice) -> str:
    """Return where a mail goes: the person's address now, or the one that an event of the trail replaced."""
    if notice.person is None:
        return notice.outside_email or ""
    if notice.address_event is None:
        return notice.person.email
    found = db.session.get_one(LedgerEvent, notice.address_event)
    return str(json.loads(found.body)["before"]["email"])
