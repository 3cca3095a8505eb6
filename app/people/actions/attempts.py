"""Attempts to prove a password: counted for user name and address, in the database, whichever process asks."""

import hashlib
import hmac
from datetime import datetime

from app.base.db import db
from app.people import queries
from app.people.models import Person, SignIn, SignInThrottle
from app.people.rules.throttle import ADDRESS_LIMIT, NAME_LIMIT, Count, after_failure
from app.records import kernel, trail
from app.records.actor import Actor

PORCH = Actor("sign-in", "sign-in", "Sign-in page", "clock")
"""Who writes down an attempt of somebody who has not proven to be anybody."""


def is_locked(username: str, address: str | None, now: datetime) -> bool:
    """Tell whether attempts for this user name, known or not, or from this address are refused unseen."""
    keys = [_name_key(username), *([_address_key(address)] if address else [])]
    return any(count.is_locked(now) for key in keys if (count := _count(key)) is not None)


def count_failure(username: str, address: str | None, now: datetime) -> None:
    """Count one failed attempt. The fifth on one user name locks it for fifteen minutes."""
    _keep(_name_key(username), after_failure(_count(_name_key(username)), NAME_LIMIT, now))
    if address:
        key = _address_key(address)
        _keep(key, after_failure(_count(key), ADDRESS_LIMIT, now, is_windowed=True))
    db.session.flush()


def forget_failures(username: str) -> None:
    """Start counting anew for a user name, after its person has proven their password."""
    found = db.session.get(SignInThrottle, _name_key(username))
    if found is not None:
        found.failures, found.locked_until = 0, None


def record_sign_in(person: Person | None, typed: str, outcome: str, now: datetime) -> None:
    """Put an attempt to sign in on record: ``succeeded``, ``failed`` or ``locked``."""
    attempt = SignIn(
        person_id=None if person is None else person.id,
        typed_digest=_typed_digest(typed) if person is None else None,
        outcome=outcome,
        at=now,
    )
    db.session.add(attempt)
    trail.say(attempt, f"people.sign_in.{outcome}")
    db.session.flush()


def count_signing_failure(actor: Actor, now: datetime) -> None:
    """Count a wrong proof at signing with those at sign-in (21 CFR 11.300(d)); the fifth locks, on record."""
    person = queries.person_of(actor)
    if person is None or is_locked(person.username, None, now):
        return
    count_failure(person.username, None, now)
    if is_locked(person.username, None, now):
        record_sign_in(person, person.username, "locked", now)


def _count(key: str) -> Count | None:
    found = db.session.get(SignInThrottle, key)
    return None if found is None else Count(found.failures, found.counted_since, found.locked_until)


def _keep(key: str, count: Count) -> None:
    found = db.session.get(SignInThrottle, key)
    if found is None:
        found = SignInThrottle(key=key)
        db.session.add(found)
    found.failures, found.counted_since, found.locked_until = count.failures, count.since, count.locked_until


def _name_key(username: str) -> str:
    return f"name:{_typed_digest(username)}"


def _address_key(address: str) -> str:
    return f"address:{address}"


def _typed_digest(typed: str) -> str:
    """Return a keyed digest of what was typed as user name: it may be a password in the wrong field."""
    secret = kernel.of(db.session()).challenge_secret
    return hmac.new(secret, f"typed-user-name\n{typed.strip().casefold()}".encode(), hashlib.sha256).hexdigest()
