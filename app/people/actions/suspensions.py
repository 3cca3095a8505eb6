"""Signing waits after a reset: whoever used a link into somebody's account still cannot sign as that person."""

from collections.abc import Sequence
from datetime import datetime

from app.base.db import db
from app.people import queries
from app.people.actions.refusals import AccountRefused
from app.people.actions.second_factor import remove
from app.people.actions.sessions import end_sessions
from app.people.models import IdentityVerification, Person, SigningSuspension
from app.records import trail
from app.records.actor import Actor

_WAITS = "Signing waits until somebody else who may verify identities (an administrator or QA) verifies this one anew."


def suspend(person: Person, what: str, barred: Sequence[Actor], now: datetime) -> None:
    """Suspend signing of ``person`` because of ``what``, a sentence; nobody in ``barred`` may lift it."""
    barred_ids = sorted({one.id for one in barred})
    suspension = SigningSuspension(
        person_id=person.id, because=f"{what} {_WAITS}", barred_ids=barred_ids, suspended_at=now
    )
    db.session.add(suspension)
    trail.say(suspension, "people.signing.suspended")
    db.session.flush()


def refuse_barred(person: Person, actor: Actor) -> None:
    """Refuse a verification by somebody who took part in what suspended signing. Raises AccountRefused."""
    if any(actor.id in one.barred_ids for one in queries.open_suspensions(person)):
        raise AccountRefused(
            f"You took part in opening the account of {person.label}, so somebody else who may verify identities has "
            "to verify this one."
        )


def lift_suspensions(person: Person, verification: IdentityVerification, now: datetime) -> None:
    """Let ``person`` sign again; the verification says why."""
    for suspension in queries.open_suspensions(person):
        suspension.lifted_at, suspension.verification_id = now, verification.id
        trail.say(suspension, "people.signing.suspension_lifted")
    db.session.flush()


def end_second_factor_on_server(person: Person, actor: Actor, now: datetime) -> None:
    """Turn a second factor off by the command on the server; signing of that account waits. May refuse."""
    remove(person, f"Turned off on the server by {actor.name}.", now)
    end_sessions(person, "second factor turned off on the server", now)
    suspend(person, f"The second factor was turned off on the server by {actor.name}.", [actor], now)
