"""Proving oneself at signing, every time, by the signed-in person: user name, password, second factor (11.200(a))."""

from datetime import datetime

from app.people import passwords, queries
from app.people.actions import attempts
from app.people.actions.passwords import renew_hash
from app.people.actions.second_factor import use_code
from app.people.models import Person
from app.records.actor import Actor
from app.records.signatures import Proof, SigningRefused

FACTORS = ("username", "password")
"""What everybody types. Whoever has enrolled a second factor types its code as well: ``totp`` or ``recovery_code``."""
CREDENTIALS, LOCKED = "credentials", "locked"

_WRONG = (
    "The user name, the password or the one-time code is not right, or the account is locked for 15 minutes after five "
    "failures. Nothing was signed. Type your own user name and password, and a new code if you set up a second factor."
)


def prove(actor: Actor, username: str, password: str, now: datetime, code: str = "") -> Proof:
    """Return the proof that the signed-in person has just typed their own user name, password and, if they enrolled
    one, a code of their second factor, which is used up.

    Raises SigningRefused with the cause ``credentials`` or ``locked``; the caller then puts the refusal on record and
    counts it with `people.actions.count_signing_failure`. Five failures, those at sign-in included, lock the person.
    Somebody else's right password proves nothing here, and the sentence does not say which of the three was wrong.
    """
    person = queries.person_of(actor)
    if person is None or not person.is_active:
        raise SigningRefused("not_a_person", "Only a person with an active account can sign.")
    is_locked = attempts.is_locked(person.username, None, now)
    is_right = _is_own(person, username, password)
    if is_locked:
        raise SigningRefused(LOCKED, _WRONG)
    second = second_factor_of(person, code, now) if is_right else None
    if second is None:
        raise SigningRefused(CREDENTIALS, _WRONG)
    attempts.forget_failures(person.username)
    renew_hash(person, password)
    return Proof((*FACTORS, *second), now)


def second_factor_of(person: Person, code: str, now: datetime) -> tuple[str, ...] | None:
    """Return the second factor that was just proven: none for whoever has enrolled none, None for a wrong code."""
    if person.second_factor_digest is None:
        return ()
    found = use_code(person, code, now)
    return None if found is None else (found,)


def spend(actor: Actor, code: str, now: datetime) -> None:
    """Use up the code of a signing that was refused later on: its first use was rolled back, and there is no second."""
    person = queries.person_of(actor)
    if person is not None and person.second_factor_digest is not None:
        use_code(person, code, now)


def _is_own(person: Person, username: str, password: str) -> bool:
    is_right = passwords.is_right(queries.password_hash(person), password)
    return username.strip().casefold() == person.username and is_right
