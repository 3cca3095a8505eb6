"""Putting the registry of record types in force: frozen from the definitions, signed by QA, never backwards."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.base.db import db
from app.content.record_types import RecordType
from app.impact.queries.definitions import library
from app.people import queries as people
from app.records import signatures, trail
from app.records.actor import Actor
from app.records.moves import move
from app.records.numbers import next_number
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused
from app.system.actions import Refused
from app.system.actions.statements import meaning
from app.system.models import RegistryVersion
from app.system.queries import registries


def draft(comment: str, actor: Actor, now: datetime) -> RegistryVersion:
    """Freeze the shipped registry as a draft. Raises Refused while another waits, or when nothing is new in it."""
    person, found = people.person_of(actor), library().record_types
    if person is None:
        raise Refused("Only a person with an account drafts a registry.")
    if waiting := registries.open_draft():
        raise Refused(f"{waiting.number} is a draft already. Let QA sign it, or drop it before you draft another.")
    present = registries.in_force()
    if present is not None and present.content_sha256 == found.version.sha256:
        raise Refused(f"{present.number} holds this version already. Change the definition before you draft another.")
    made = RegistryVersion(
        number=next_number("RTR", now.year),
        state="draft",
        content_version=found.version.version,
        content_sha256=found.version.sha256,
        classes=[asdict(one) for one in found.classes],
        types=[_frozen(one) for one in found.types],
        comment=comment,
        drafted_by_id=person.id,
        drafted_at=now,
    )
    db.session.add(made)
    trail.say(made, "system.registry.drafted")
    db.session.flush()
    return made


def sign(found: RegistryVersion, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Put a registry in force from now on. Raises SigningRefused for what was signed and would lose its protection."""
    earlier = registries.in_force()
    verdict = registries.verdict(found, earlier, actor)
    if not verdict.is_allowed:
        raise SigningRefused("not_allowed", " ".join(verdict.reasons))
    step = registries.STEP
    signature = signatures.sign(found, meaning(step.meaning), step.role, actor, proof, shown, now)
    if earlier is not None:
        move(earlier, "supersede", "system.registry.superseded", f"{found.number} was signed.", is_signed=True)
        earlier.ended_at = now
    move(found, "approve", "system.registry.approved", is_signed=True)
    found.decided_at = now
    return signature


def drop(found: RegistryVersion, reason: str, now: datetime) -> None:
    """Close a draft unsigned, with a reason. Raises MoveRefused for anything but a draft."""
    move(found, "drop", "system.registry.dropped", reason)
    found.decided_at = now


def _frozen(one: RecordType) -> dict[str, Any]:
    return {
        "record": one.record,
        "title": one.title,
        "regulated": one.is_regulated,
        "reason": one.reason,
        "retention": one.retention,
        "starts": one.starts,
        "part_of": one.part_of,
        "signatures": list(one.signatures),
    }
