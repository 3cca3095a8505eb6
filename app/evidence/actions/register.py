"""Registering evidence, handing it to another owner, changing who may read it, taking it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.evidence.actions.refused import Refused, refuse_if
from app.evidence.actions.versions import File, write_version
from app.evidence.models import Evidence
from app.evidence.rules.details import Problem, VersionDetails
from app.evidence.rules.reading import OWNERS, level_problem
from app.people.models import Person
from app.records import moves, trail
from app.records.actor import Actor
from app.records.numbers import next_number
from app.suppliers.models import Service, Supplier


@dataclass(frozen=True)
class EvidenceDetails:
    """A piece of evidence as stated, without its first version."""

    title: str
    kind: str
    supplier: Supplier
    service: Service | None
    owner_id: int | None
    confidentiality: str


def register(
    details: EvidenceDetails, first: VersionDetails, file: File | None, actor: Actor, now: datetime
) -> Evidence:
    """Enter a new piece with its first version. Raises Refused with the field and the sentence."""
    refuse_if(_problems(details, actor))
    found = Evidence(
        number=next_number("EVD", now.year),
        title=details.title,
        kind=details.kind,
        supplier=details.supplier,
        service=details.service,
        owner_id=details.owner_id,
        confidentiality=details.confidentiality,
        registered_by_id=int(actor.id),
        registered_at=now,
        state="current",
    )
    db.session.add(found)
    trail.say(found, "evidence.evidence.registered")
    db.session.flush()
    write_version(found, first, file, actor, now)
    return found


def reassign(found: Evidence, owner_id: int | None, reason: str) -> bool:
    """Give it to another owner. Returns False when that is its owner already."""
    refuse_if(_owner_problems(owner_id))
    if owner_id == found.owner_id:
        return False
    trail.say(found, "evidence.evidence.reassigned", reason)
    found.owner_id = owner_id or found.owner_id
    return True


def change_confidentiality(found: Evidence, level: str, reason: str, actor: Actor) -> bool:
    """Change who may read it. Returns False when nothing differs."""
    if problem := level_problem(level, actor.roles):
        raise Refused(("confidentiality", problem))
    if level == found.confidentiality:
        return False
    trail.say(found, "evidence.evidence.confidentiality_changed", reason)
    found.confidentiality = level
    return True


def withdraw(found: Evidence, reason: str, now: datetime) -> None:
    """Take it back: nothing may lean on it from now on. It stays readable with all its versions."""
    moves.move(found, "withdraw", "evidence.evidence.withdrawn", reason)
    found.withdrawn_at, found.withdrawn_because = now, reason


def reinstate(found: Evidence, reason: str) -> None:
    """Let it count again."""
    moves.move(found, "reinstate", "evidence.evidence.reinstated", reason)
    found.withdrawn_at = found.withdrawn_because = None


def _problems(details: EvidenceDetails, actor: Actor) -> Iterator[Problem]:
    if not details.title:
        yield "title", "Give a title by which people find it, such as “SOC 2 type II report 2026”."
    if not details.supplier.is_active:
        yield "about", f"{details.supplier.number} is retired. Reactivate it before you register evidence for it."
    if details.service is not None and not details.service.is_active:
        yield "about", f"{details.service.number} is retired. Reactivate it before you register evidence for it."
    if problem := level_problem(details.confidentiality, actor.roles):
        yield "confidentiality", problem
    yield from _owner_problems(details.owner_id)


def _owner_problems(owner_id: int | None) -> Iterator[Problem]:
    owner = db.session.get(Person, owner_id) if owner_id is not None else None
    if owner is None:
        yield "owner_id", "Choose who looks after it: asks for a newer version before it expires."
    elif not owner.is_active:
        yield "owner_id", f"The account of {owner.label} is deactivated. Choose an active person."
    elif OWNERS.isdisjoint(owner.roles):
        yield (
            "owner_id",
            f"{owner.label} holds none of the roles {', '.join(sorted(OWNERS))}. Choose somebody who does.",
        )
