"""The optional second factor: enrolled by its person with a right code, asked for at every sign-in and signature."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from app.base.db import db
from app.people import queries, second_factor
from app.people.actions.refusals import AccountRefused
from app.people.models import Person, RecoveryCode, SecondFactorSecret
from app.records import kernel, trail
from app.records.signatures import Proof

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that look like digits."""

TOTP, RECOVERY = "totp", "recovery_code"


def offer(person: Person) -> str:
    """Return a fresh secret, sealed for the form in which ``person`` proves it. Nothing is stored before that."""
    return second_factor.seal(second_factor.new_secret(), _key(), f"offered:{person.id}")


def offered_secret(person: Person, sealed: str) -> str | None:
    """Return the secret that was offered to ``person``, or None when the form was altered or is somebody else's."""
    return second_factor.unseal(sealed, _key(), f"offered:{person.id}")


def enrol(person: Person, proof: Proof, sealed: str, code: str, now: datetime) -> Sequence[str]:
    """Let the offered secret count after a right code; return the recovery codes, shown once. May refuse."""
    if person.second_factor_digest is not None or proof.at != now:
        raise AccountRefused("A second factor is set up already. Turn it off first, then set up the new one.")
    secret = offered_secret(person, sealed)
    step = None if secret is None else second_factor.step_of(secret, bare(code), 0, now)
    if secret is None or step is None:
        raise AccountRefused("The code is not right. Wait for the next one; the phone has to show the right time.")
    stored = second_factor.seal(secret, _key(), f"stored:{person.id}")
    db.session.add(SecondFactorSecret(person_id=person.id, sealed=stored, last_step=step))
    person.second_factor_digest, person.second_factor_since = queries.digest(stored), now
    trail.say(person, "people.second_factor.enrolled")
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(16)) for _ in range(RECOVERY_CODES)]
    for one in codes:
        db.session.add(RecoveryCode(person_id=person.id, code_sha256=queries.digest(one), issued_at=now))
    db.session.flush()
    return ["-".join(one[at : at + 4] for at in range(0, 16, 4)) for one in codes]


def use_code(person: Person, code: str, now: datetime) -> str | None:
    """Use a one-time or recovery code up; return which factor it was, None when it is wrong or was used before."""
    typed = bare(code)
    secret = _secret(person)
    if secret is not None:
        step = second_factor.step_of(secret[1], typed, secret[0].last_step, now)
        if step is not None:
            secret[0].last_step = step
            db.session.flush()
            return TOTP
    recovery = queries.usable_recovery_code(person, typed)
    if recovery is None:
        return None
    recovery.used_at = now
    trail.say(recovery, "people.recovery_code.used")
    db.session.flush()
    return RECOVERY


def remove(person: Person, why: str, now: datetime) -> None:
    """Turn the second factor off; its recovery codes stop working. Raises AccountRefused when there is none."""
    if person.second_factor_digest is None:
        raise AccountRefused(f"{person.label} has no second factor.")
    person.second_factor_digest = person.second_factor_since = None
    trail.say(person, "people.second_factor.removed", why)
    if (found := db.session.get(SecondFactorSecret, person.id)) is not None:
        db.session.delete(found)
    for one in queries.unused_recovery_codes(person):
        one.withdrawn_at = now
    db.session.flush()


def bare(code: str) -> str:
    """Return a code without the blanks and hyphens that help reading it."""
    return "".join(one for one in code.casefold() if one not in " -")


def _secret(person: Person) -> tuple[SecondFactorSecret, str] | None:
    found = db.session.get(SecondFactorSecret, person.id)
    if found is None or queries.digest(found.sealed) != person.second_factor_digest:
        return None
    secret = second_factor.unseal(found.sealed, _key(), f"stored:{person.id}")
    return None if secret is None else (found, secret)


def _key() -> bytes:
    return kernel.of(db.session()).challenge_secret
