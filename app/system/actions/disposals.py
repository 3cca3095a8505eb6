"""Previewing what is past its retention, and deciding on it with two signatures. Carrying out is an act of its own.

preview, item by item with the reasons | DISPOSE by the owner | looked at anew | APPROVE-QA by somebody else | decided
"""

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
from app.system.models import Disposal
from app.system.queries import disposals, retention
from app.system.queries.registries import in_force

_MOVES = {"previewed": ("request", "system.disposal.requested"), "requested": ("approve", "system.disposal.decided")}


def preview(actor: Actor, now: datetime) -> Disposal:
    """Put on record what is past its retention today, and why each record is due or not."""
    person, registry = people.person_of(actor), in_force()
    if person is None:
        raise Refused("Only a person with an account makes a preview.")
    if registry is None:
        raise Refused(
            "No registry of record types is in force, so nothing is past its retention. Let QA sign one first."
        )
    found = retention.preview(now.date())
    due = sum(not one["reasons"] for one in found.items)
    made = Disposal(
        number=next_number("DSP", now.year),
        state="previewed",
        registry_number=registry.number,
        items=found.items,
        counts=found.counts,
        due_count=due,
        kept_count=len(found.items) - due,
        previewed_by_id=person.id,
        previewed_at=now,
    )
    made.file_count = len(made.removes)
    db.session.add(made)
    trail.say(made, "system.disposal.previewed")
    db.session.flush()
    return made


def sign(found: Disposal, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Give the awaited signature. Raises SigningRefused when a record on the list is no longer due."""
    verdict, step = disposals.verdict(found, actor), disposals.next_step(found)
    if not verdict.is_allowed or step is None:
        raise SigningRefused("not_your_turn", " ".join(verdict.reasons))
    looked_at = retention.preview(now.date(), with_files=False)
    due_now = {(one["record"], one["id"]) for one in looked_at.items if not one["reasons"]}
    if kept := [one["name"] for one in found.due if (one["record"], one["id"]) not in due_now]:
        raise SigningRefused(
            "no_longer_due",
            f"{', '.join(kept[:5])} is no longer due, so nothing was signed. Drop {found.number} and preview anew.",
        )
    signature = signatures.sign(found, meaning(step.meaning), step.role, actor, proof, shown, now)
    name, act = _MOVES[found.state]
    move(found, name, act, is_signed=True)
    found.decided_at = now if found.state == "decided" else None
    return signature


def drop(found: Disposal, reason: str, now: datetime) -> None:
    """Close a preview or request without a decision. Raises MoveRefused once it is decided."""
    move(found, "drop", "system.disposal.dropped", reason)
    found.decided_at = now
