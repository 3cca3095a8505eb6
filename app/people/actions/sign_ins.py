"""Letting somebody in, or not: one answer for every reason, and every attempt on record."""

from dataclasses import dataclass
from datetime import datetime

from app.people import queries
from app.people.actions.attempts import count_failure, forget_failures, is_locked, record_sign_in
from app.people.actions.passwords import renew_hash
from app.people.actions.sessions import start_session
from app.people.models import Person


@dataclass(frozen=True)
class Attempt:
    """What came to the sign-in page, and from where."""

    username: str
    password: str
    address: str
    agent: str


@dataclass(frozen=True)
class Checked:
    """What the password was compared with, before the transaction: hashing takes long and must hold up nobody."""

    password_hash: str | None
    is_right: bool


def admit(attempt: Attempt, checked: Checked, now: datetime) -> tuple[Person, str] | None:
    """Return the person and a new session id, or None. The failure that is one too many locks; locked means unseen.

    Everything but the slow comparison is read again here: lock, account, and that the compared hash is still the one.
    """
    person = queries.person(attempt.username)
    if is_locked(attempt.username, attempt.address, now):
        record_sign_in(person, attempt.username, "locked", now)
        return None
    is_open = person is not None and person.is_active and queries.password_hash(person) == checked.password_hash
    if person is None or not is_open or not checked.is_right:
        _refuse(person, attempt, now)
        return None
    forget_failures(attempt.username)
    renew_hash(person, attempt.password)
    record_sign_in(person, attempt.username, "succeeded", now)
    return person, start_session(person, attempt.address, attempt.agent, now)


def _refuse(person: Person | None, attempt: Attempt, now: datetime) -> None:
    count_failure(attempt.username, attempt.address, now)
    record_sign_in(person, attempt.username, "failed", now)
    if is_locked(attempt.username, None, now):
        record_sign_in(person, attempt.username, "locked", now)
