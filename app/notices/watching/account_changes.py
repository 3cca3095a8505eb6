"""Changes of an account that its person hears of: address, password set by a link, second factor (P11-26).

It reads the trail, so that it hears of every change, whichever page or command made it. How far it has read is kept in
the transaction that tells.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from app.base import clock
from app.base.db import db
from app.notices.actions import tell
from app.notices.models import TrailReader
from app.notices.rules.causes import News
from app.people.models import PasswordLink, Person
from app.records.tables import LedgerEvent

NAME = "accounts"
MOST_AT_ONCE = 500
EARLIER_ADDRESSES = timedelta(days=30)
"""For so long an address that was replaced hears of further changes: whoever took the account over changed it first."""
_ADDRESS, _LINK, _FACTOR = "people.person", "people.password_link.used", "people.second_factor"


def unread() -> list[LedgerEvent]:
    """Return the events about accounts that were not looked at yet."""
    reader = db.session.get(TrailReader, NAME)
    if reader is None:
        return []
    query = select(LedgerEvent).where(
        LedgerEvent.seq > reader.seq,
        or_(LedgerEvent.record.like(f"{_ADDRESS}/%"), LedgerEvent.act == _LINK),
    )
    return list(db.session.scalars(query.order_by(LedgerEvent.seq).limit(MOST_AT_ONCE)))


def is_new() -> bool:
    """Tell whether the trail was never read: the first reading begins at its end and tells nothing of the past."""
    return db.session.get(TrailReader, NAME) is None


def tell_all(now: datetime) -> int:
    """Tell everybody of the changes not looked at yet, and keep how far was read; needs a writing transaction."""
    if is_new():
        db.session.add(TrailReader(name=NAME, seq=db.session.scalar(select(func.max(LedgerEvent.seq))) or 0))
        return 0
    events = unread()
    told = sum(tell(news, now) is not None for event in events for news in news_of(event))
    if events:
        db.session.get_one(TrailReader, NAME).seq = events[-1].seq
    return told


def news_of(event: LedgerEvent) -> Iterator[News]:
    """Yield who is told what because of one event."""
    found = json.loads(event.body)
    person, kind = _subject(event, found)
    if person is None or kind is None:
        return
    values = {"username": person.username}
    key = f"account:{event.seq}"
    yield News(kind, key, person.id, values, person.username, "/account", _old_address(event, found))
    for number, earlier in enumerate(_earlier_addresses(person, event), 1):
        yield News(kind, f"{key}:{number}", person.id, values, person.username, "/account", earlier)


def _subject(event: LedgerEvent, found: dict[str, Any]) -> tuple[Person | None, str | None]:
    if event.act == _LINK:
        link = db.session.get(PasswordLink, int(found["obj"]["id"]))
        return (link.person if link else None), "password_reset"
    person = db.session.get(Person, int(found["obj"]["id"]))
    if event.act.startswith(_FACTOR):
        return person, "second_factor_changed"
    return person, "email_changed" if "email" in (found["before"] or {}) else None


def _old_address(event: LedgerEvent, found: dict[str, Any]) -> int | None:
    """Return the event itself when it replaced an address: that one is told, not the new one."""
    return event.seq if "email" in (found["before"] or {}) else None


def _earlier_addresses(person: Person, event: LedgerEvent) -> list[int]:
    """Return the events that replaced an address of this person shortly before."""
    at: datetime = event.ts
    query = select(LedgerEvent).where(
        LedgerEvent.record == f"{_ADDRESS}/{person.id}",
        LedgerEvent.seq < event.seq,
        LedgerEvent.ts >= clock.cut(at) - EARLIER_ADDRESSES,
    )
    return [one.seq for one in db.session.scalars(query) if "email" in (json.loads(one.body)["before"] or {})]
