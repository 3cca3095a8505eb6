"""Letting somebody in, or not: one answer for every reason, and every attempt on record."""

from dataclasses import dataclass
from datetime import datetime

from app.people import entry_gates, queries
from app.people.actions import tickets
from app.people.actions.attempts import count_failure, forget_failures, is_locked, record_sign_in
from app.people.actions.passwords import renew_hash
from app.people.actions.second_factor import use_code
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


@dataclass(frozen=True)
class Entry:
    """Somebody proven, and how they go on: a new session, a ticket to the page for the code, or what stands against."""

    person: Person
    session_id: str | None = None
    ticket: str | None = None
    against: str | None = None


def admit(attempt: Attempt, checked: Checked, now: datetime) -> Entry | None:
    """Return who may come in, or None. The failure that is one too many locks; locked means unseen.

    Everything but the slow comparison is read again here: lock, account, and that the compared hash is still the one.
    With a second factor the failures go on counting until its code is right as well.
    """
    person = queries.person(attempt.username)
    if is_locked(attempt.username, attempt.address, now):
        record_sign_in(person, attempt.username, "locked", now)
        return None
    is_open = person is not None and person.is_active and queries.password_hash(person) == checked.password_hash
    if person is None or not is_open or not checked.is_right:
        _refuse(person, attempt, now)
        return None
    renew_hash(person, attempt.password)
    if person.second_factor_digest is not None:
        record_sign_in(person, attempt.username, "code_awaited", now)
        return Entry(person, ticket=tickets.issue(person, now))
    return _let_in(person, attempt, now)


def admit_with_code(ticket: str, code: str, address: str, agent: str, now: datetime) -> Entry | None:
    """Return who may come in after the password, by a right code; None counts as a failure like a wrong password."""
    person = tickets.holder(ticket, now)
    if person is None or not person.is_active:
        return None
    attempt = Attempt(person.username, "", address, agent)
    if is_locked(person.username, address, now):
        record_sign_in(person, person.username, "locked", now)
        return None
    if person.second_factor_digest is None or use_code(person, code, now) is None:
        _refuse(person, attempt, now)
        return None
    return _let_in(person, attempt, now)


def _let_in(person: Person, attempt: Attempt, now: datetime) -> Entry:
    forget_failures(attempt.username)
    if against := entry_gates.reason_against(person, now):
        record_sign_in(person, attempt.username, "refused", now)
        return Entry(person, against=against)
    record_sign_in(person, attempt.username, "succeeded", now)
    return Entry(person, start_session(person, attempt.address, attempt.agent, now))


def _refuse(person: Person | None, attempt: Attempt, now: datetime) -> None:
    count_failure(attempt.username, attempt.address, now)
    record_sign_in(person, attempt.username, "failed", now)
    if is_locked(attempt.username, None, now):
        record_sign_in(person, attempt.username, "locked", now)
