"""May this person sign at all? Sentences for the kernel, which asks before every signature."""

from collections.abc import Sequence
from datetime import datetime

from app.people import attestation_text, queries
from app.people.rules.roles import is_generic
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


def account_is_personal(actor: Actor, now: datetime) -> str | None:
    """Return a sentence for an account that is named after a function or group: it signs nothing, whatever it holds.

    Its roles were refused already; this stands behind that. The demo company goes without it (21 CFR 11.100(a)).
    """
    del now
    if not is_generic(actor.username):
        return None
    return f"The user name {actor.username} belongs to a function, not to a person, so it signs nothing."


def held_back(actors: Sequence[Actor], now: datetime) -> set[str]:
    """Return the ids of those whom one of the gates above holds back, in one query for all of them."""
    del now
    ready = queries.ids_ready_to_sign(
        [int(one.id) for one in actors if one.id.isdecimal()], attestation_text.current().version
    )
    return {one.id for one in actors if one.id not in ready}


def held_back_by_name(actors: Sequence[Actor], now: datetime) -> set[str]:
    """Return the ids of those whose user name is a function's."""
    return {one.id for one in actors if account_is_personal(one, now) is not None}


GATES = (account_is_open, identity_is_verified, attestation_is_accepted)
CROWD_GATES = (held_back,)
