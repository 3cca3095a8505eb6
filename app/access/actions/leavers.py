"""Leavers: marked by a list, deactivated by the portal's clock when their day has passed, withdrawn if they stay."""

from datetime import datetime

from app.access.actions.refused import AccessRefused
from app.access.models import Leaver, LeaverList
from app.access.queries import leavers as queries
from app.access.rules.leavers import LinePlan
from app.base.db import db
from app.people import actions as account_actions
from app.people.models import Person
from app.records import trail
from app.records.actor import Actor
from app.records.moves import move


def mark(person: Person, of: LeaverList, line: LinePlan, now: datetime) -> Leaver:
    """Put on record that somebody leaves after a day. An earlier list that named another day counts no more."""
    if line.last_day is None:
        raise AccessRefused(("", f"Line {line.line} names no day."))
    for earlier in queries.leaving_of(person):
        _end(earlier, "withdraw", "access.leaver.withdrawn", f"Superseded by {of.number}, line {line.line}", now)
    found = Leaver(
        person_id=person.id,
        list_id=of.id,
        line=line.line,
        last_day=line.last_day,
        reference=line.reference,
        state="leaving",
        marked_at=now,
    )
    db.session.add(found)
    trail.say(found, "access.leaver.marked", f"{of.number}, line {line.line}")
    db.session.flush()
    return found


def settle(person: Person, reason: str, now: datetime) -> None:
    """Put on record that somebody whom an earlier list expected to leave has left."""
    for earlier in queries.leaving_of(person):
        _end(earlier, "leave", "access.leaver.left", reason, now)


def let_go(leaver_id: int, actor: Actor, now: datetime) -> bool:
    """Deactivate a leaver whose last working day has passed; True when something was written.

    What stands against it (the last administrator) is kept on the leaver and shown, and tried again at the next turn.
    """
    leaver = queries.leaver(leaver_id)
    if leaver is None or leaver.state != "leaving" or leaver.last_day >= now.date():
        return False
    reason = f"{leaver.source}: left, last working day {leaver.last_day.isoformat()}"
    if not leaver.person.is_active:
        _end(leaver, "leave", "access.leaver.left", f"{leaver.person.label} was deactivated already.", now)
        return True
    try:
        account_actions.deactivate(leaver.person, reason, actor, now)
    except account_actions.AccountRefused as refused:
        return _hold_back(leaver, refused.sentence)
    leaver.obstacle = None
    _end(leaver, "leave", "access.leaver.left", reason, now)
    return True


def withdraw(leaver: Leaver, reason: str, actor: Actor, now: datetime) -> None:
    """Put on record that somebody stays after all. Raises AccessRefused for one's own leaving."""
    if actor.id == str(leaver.person_id):
        raise AccessRefused(("", "This is about yourself. Ask another administrator."))
    _end(leaver, "withdraw", "access.leaver.withdrawn", reason, now)


def _hold_back(leaver: Leaver, sentence: str) -> bool:
    if leaver.obstacle == sentence:
        return False
    leaver.obstacle = sentence
    trail.say(leaver, "access.leaver.held_back", sentence)
    return True


def _end(leaver: Leaver, name: str, act: str, reason: str, now: datetime) -> None:
    move(leaver, name, act, reason)
    leaver.ended_at = now
