"""Proving oneself at signing: user name and password, typed every time, by the signed-in person (21 CFR 11.200(a))."""

from datetime import datetime

from app.people import passwords, queries
from app.people.actions import attempts
from app.people.actions.passwords import renew_hash
from app.people.models import Person
from app.records.actor import Actor
from app.records.signatures import Proof, SigningRefused

FACTORS = ("username", "password")
CREDENTIALS, LOCKED = "credentials", "locked"

_WRONG = (
    "The user name or password is not right, or the account is locked for 15 minutes after five failures. "
    "Nothing was signed. Type your own user name and password."
)


def prove(actor: Actor, username: str, password: str, now: datetime) -> Proof:
    """Return the proof that the signed-in person has just typed their own user name and password.

    Raises SigningRefused with the cause ``credentials`` or ``locked``; the caller then puts the refusal on record and
    counts it with `people.actions.count_signing_failure`. Five failures, those at sign-in included, lock the person.
    Somebody else's right password proves nothing here, and the sentence does not say which of the two was wrong.
    """
    person = queries.person_of(actor)
    if person is None or not person.is_active:
        raise SigningRefused("not_a_person", "Only a person with an active account can sign.")
    is_locked = attempts.is_locked(person.username, None, now)
    is_right = _is_own(person, username, password)
    if is_locked:
        raise SigningRefused(LOCKED, _WRONG)
    if not is_right:
        raise SigningRefused(CREDENTIALS, _WRONG)
    attempts.forget_failures(person.username)
    renew_hash(person, password)
    return Proof(FACTORS, now)


def _is_own(person: Person, username: str, password: str) -> bool:
    is_right = passwords.is_right(queries.password_hash(person), password)
    return username.strip().casefold() == person.username and is_right
