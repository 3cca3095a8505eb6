"""Half way in: the password was right, the one-time code is awaited. A sealed text for the second page, no row.

A ticket holds for five minutes and for the password with which it was earned; it opens nothing by itself.
"""

from datetime import datetime, timedelta

from app.base import clock
from app.base.db import db
from app.people import second_factor
from app.people.models import Person
from app.records import kernel

LIFETIME = timedelta(minutes=5)
_BOUND_TO = "sign-in"


def issue(person: Person, now: datetime) -> str:
    """Return a ticket for ``person``."""
    text = f"{person.id} {clock.to_text(now)} {person.password_digest}"
    return second_factor.seal(text, kernel.of(db.session()).challenge_secret, _BOUND_TO)


def holder(ticket: str, now: datetime) -> Person | None:
    """Return whose ticket this is, or None when it is altered, too old, or the password changed since."""
    text = second_factor.unseal(ticket, kernel.of(db.session()).challenge_secret, _BOUND_TO)
    if text is None:
        return None
    person_id, at, password_digest = text.split(" ")
    person = db.session.get(Person, int(person_id))
    is_fresh = timedelta(0) <= now - clock.from_text(at) < LIFETIME
    return person if person is not None and is_fresh and person.password_digest == password_digest else None
