"""Setting a legal hold, and lifting it with a signature and a reason."""

from datetime import datetime

from app.base.db import db
from app.people import queries as people
from app.records import signatures, trail
from app.records.actor import Actor
from app.records.moves import move
from app.records.numbers import next_number
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused
from app.system.actions import Refused
from app.system.actions.statements import meaning
from app.system.models import Hold
from app.system.queries import holds
from app.system.rules import holds as rules


def set_hold(scope: str, value: str, reason: str, actor: Actor, now: datetime) -> Hold:
    """Put records under hold from now on. Raises Refused for something that is not there."""
    person = people.person_of(actor)
    if person is None:
        raise Refused("Only a person with an account sets a legal hold.")
    if found := list(rules.problems(scope, value, exists=holds.exists(scope, value))):
        raise Refused(" ".join(found))
    made = Hold(
        number=next_number("HLD", now.year),
        state="active",
        scope=scope,
        value=value or None,
        reason=reason,
        set_by_id=person.id,
        set_at=now,
    )
    db.session.add(made)
    trail.say(made, "system.hold.set", reason)
    db.session.flush()
    return made


def lift(found: Hold, proof: Proof, shown: Shown, actor: Actor, now: datetime, reason: str) -> Signature:
    """Lift a hold. Raises SigningRefused for whoever set it."""
    verdict = holds.verdict(found, actor)
    if not verdict.is_allowed:
        raise SigningRefused("not_your_turn", " ".join(verdict.reasons))
    step = rules.STEP
    signature = signatures.sign(found, meaning(step.meaning), step.role, actor, proof, shown, now, reason)
    move(found, "lift", "system.hold.lifted", reason, is_signed=True)
    found.lifted_at, found.lifted_because = now, reason
    return signature
