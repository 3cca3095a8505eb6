"""Asking for an inspector's access, giving it, ending it; keeping each look."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.base.db import db
from app.inspection.actions import scopes
from app.inspection.models import Inspection, Look
from app.inspection.queries.inspections import INSPECTOR, longest_days
from app.inspection.rules.scopes import WantedScope
from app.people.models import Person
from app.records import moves, trail
from app.records.actor import Actor
from app.records.numbers import next_number
from app.web.errors import Sentence


class InspectionRefused(Sentence):
    """The step is not taken; the message says why."""


@dataclass(frozen=True)
class Visit:
    """What QA asks for: days in the portal's zone, both included."""

    title: str
    reason: str
    begins_on: date
    ends_on: date
    scope: WantedScope


def ask(visit: Visit, zone: ZoneInfo, actor: Actor, now: datetime) -> Inspection:
    """Ask an administrator to give an inspector access. Raises InspectionRefused or ScopeRefused."""
    days = (visit.ends_on - visit.begins_on).days + 1
    if days < 1 or visit.ends_on < now.astimezone(zone).date():
        raise InspectionRefused("The inspection ends before it begins, or is over already. Give other days.")
    if days > longest_days():
        raise InspectionRefused(f"An inspection lasts at most {longest_days()} days; ask for another one.")
    found = Inspection(
        number=next_number("INS", now.year),
        title=visit.title,
        reason=visit.reason,
        begins_at=datetime.combine(visit.begins_on, time(), zone).astimezone(UTC),
        ends_at=datetime.combine(visit.ends_on + timedelta(days=1), time(), zone).astimezone(UTC),
        asked_by=db.session.get_one(Person, int(actor.id)),
        asked_at=now,
    )
    db.session.add(found)
    trail.say(found, "inspection.inspection.asked", visit.reason)
    db.session.flush()
    scopes.choose(found, visit.scope, visit.reason, actor, now)
    return found


def grant(found: Inspection, inspector: Person, actor: Actor, now: datetime) -> Inspection:
    """Give the access to an inspector's account. Whoever asked does not give it."""
    if INSPECTOR not in inspector.roles or not inspector.is_active:
        raise InspectionRefused(f"{inspector.label} is not an active inspector's account. Choose one that is.")
    _decide(found, actor, now)
    found.inspector = inspector
    moves.move(found, "grant", "inspection.inspection.granted")
    return found


def refuse(found: Inspection, reason: str, actor: Actor, now: datetime) -> Inspection:
    """Say no to a request for access, with the reason."""
    _decide(found, actor, now)
    moves.move(found, "refuse", "inspection.inspection.refused", reason)
    return found


def end(found: Inspection, reason: str) -> Inspection:
    """End the access now; the inspector's very next request is refused."""
    moves.move(found, "end", "inspection.inspection.ended", reason)
    return found


def keep_look(found: Inspection, person_id: int, address: str, number: str | None, status: int, now: datetime) -> Look:
    """Put on record that an inspector opened a page."""
    look = Look(
        inspection_id=found.id,
        person_id=person_id,
        looked_at=now,
        address=address,
        record_number=number,
        status=status,
    )
    db.session.add(look)
    trail.say(look, "inspection.look.taken")
    return look


def _decide(found: Inspection, actor: Actor, now: datetime) -> None:
    if str(found.asked_by_id) == actor.id:
        raise InspectionRefused(f"You asked for {found.number}; somebody else decides about it.")
    found.decided_by, found.decided_at = db.session.get_one(Person, int(actor.id)), now
