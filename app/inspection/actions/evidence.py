"""Requests for evidence: asked by the inspector, answered by QA or SQM, accepted or asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.inspection.actions.inspections import InspectionRefused
from app.inspection.models import EvidenceEntry, EvidenceRequest
from app.inspection.queries import record_named
from app.inspection.queries.inspections import running_for
from app.people.models import Person
from app.records import attachments, moves, trail
from app.records.actor import Actor
from app.records.numbers import next_number


@dataclass(frozen=True)
class File:
    """A file that comes with an answer."""

    name: str
    content: bytes
    media_type: str


def ask(text: str, record_number: str | None, actor: Actor, now: datetime) -> EvidenceRequest:
    """Ask for evidence within the running inspection."""
    running = running_for(int(actor.id), now)
    if running is None:
        raise InspectionRefused("No inspection of yours runs now, so nothing can be asked for.")
    if record_number and record_named(record_number) is None:
        raise InspectionRefused(f"No record has the number {record_number}. Give another one, or none.")
    found = EvidenceRequest(
        number=next_number("EVR", now.year),
        inspection_id=running.id,
        text=text,
        record_number=record_number,
        asked_by=db.session.get_one(Person, int(actor.id)),
        asked_at=now,
    )
    db.session.add(found)
    trail.say(found, "inspection.evidence_request.asked")
    db.session.flush()
    return found


def answer(found: EvidenceRequest, text: str, files: Sequence[File], actor: Actor, now: datetime) -> EvidenceRequest:
    """Answer with words and files."""
    moves.move(found, "answer", "inspection.evidence_request.answered")
    entry = _entry(found, "answer", text, actor, now)
    for one in files:
        attachments.attach(entry, one.name, one.content, one.media_type, actor, now)
    return found


def accept(found: EvidenceRequest, actor: Actor, now: datetime) -> EvidenceRequest:
    """Say that the answer is enough; the inspector who asked says so."""
    _require_asker(found, actor)
    moves.move(found, "accept", "inspection.evidence_request.accepted")
    _entry(found, "acceptance", "Accepted.", actor, now)
    return found


def ask_again(found: EvidenceRequest, reason: str, actor: Actor, now: datetime) -> EvidenceRequest:
    """Say what is missing; the request waits for an answer again."""
    _require_asker(found, actor)
    moves.move(found, "ask_again", "inspection.evidence_request.asked_again", reason)
    _entry(found, "asked again", reason, actor, now)
    return found


def _require_asker(found: EvidenceRequest, actor: Actor) -> None:
    if str(found.asked_by_id) != actor.id:
        raise InspectionRefused(f"{found.number} was asked by {found.asked_by.label}, who decides about the answer.")


def _entry(found: EvidenceRequest, kind: str, text: str, actor: Actor, now: datetime) -> EvidenceEntry:
    person = db.session.get_one(Person, int(actor.id))
    entry = EvidenceEntry(request=found, kind=kind, text=text, written_by=person, written_at=now)
    db.session.add(entry)
    db.session.flush()
    return entry
