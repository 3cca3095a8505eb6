"""May this person sign at all? Sentences for the kernel, which asks before every signature."""

from datetime import datetime

from app.people import attestation_text, queries
from app.records.actor import Actor


def account_is_open(actor: Actor, now: datetime) -> str | None:
    """Return a sentence unless the actor is an active account."""
    del now
    person = queries.person_of(actor)
    return None if person is not None and person.is_active else "This account is not active, so it signs nothing."


def identity_is_verified(actor: Actor, now: datetime) -> str | None:
    """Return a sentence until somebody else has verified this person's identity (21 CFR 11.100(b)).

    After a reset of the account it has to be verified anew, by somebody who took no part in the reset.
    """
    del now
    person = queries.person_of(actor)
    is_verified, because = (False, None) if person is None else queries.signing_standing(person)
    if not is_verified:
        return "Your identity is not verified yet. Ask an administrator or QA to verify it and put it on record."
    return because


def attestation_is_accepted(actor: Actor, now: datetime) -> str | None:
    """Return a sentence until the attestation in force is accepted (21 CFR 11.10(j))."""
    del now
    person = queries.person_of(actor)
    version = attestation_text.current().version
    if person is not None and any(one.text_version == version for one in queries.attestations(person)):
        return None
    return "You have not accepted the present attestation on signatures. Open your own page, read it and accept it."


GATES = (account_is_open, identity_is_verified, attestation_is_accepted)
