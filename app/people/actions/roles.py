"""Changing what somebody may do: by somebody else, with a reason, effective at the next request."""

from collections.abc import Sequence
from datetime import datetime

from app.base.db import db
from app.people import queries
from app.people.actions.refusals import AccountRefused
from app.people.actions.sessions import end_sessions
from app.people.models import Person
from app.people.rules import roles
from app.records import trail
from app.records.actor import Actor


def change_roles(
    person: Person, wanted: Sequence[str], reason: str, actor: Actor, now: datetime, *, is_demo: bool = False
) -> None:
    """Give ``person`` exactly the roles ``wanted``; their sessions end. Raises AccountRefused.

    Only a signed-in person changes roles (never a command), nobody their own, and one administrator always remains.
    """
    if not actor.is_person:
        raise AccountRefused("A command on the server does not change roles; an administrator does.")
    if actor.id == str(person.id):
        raise AccountRefused("Nobody changes their own rights. Ask another administrator.")
    if not reason.strip():
        raise AccountRefused("Say why the roles change; the reason stands in the trail.")
    refuse_roles(wanted, person.username, is_demo=is_demo)
    _refuse_losing_administrators(person, wanted)
    ordered = roles.in_order(wanted)
    if ordered == person.roles:
        raise AccountRefused(f"{person.label} holds exactly these roles already.")
    person.roles = ordered
    trail.say(person, "people.role.changed", reason.strip())
    end_sessions(person, "roles changed", now)
    db.session.flush()


def refuse_roles(wanted: Sequence[str], username: str, *, is_demo: bool) -> None:
    """Raise AccountRefused with every sentence against these roles on one account."""
    if problems := roles.role_problems(wanted, username, is_demo=is_demo):
        raise AccountRefused(" ".join(problems))


def _refuse_losing_administrators(person: Person, wanted: Sequence[str]) -> None:
    loses = roles.ADMINISTRATOR in person.roles and roles.ADMINISTRATOR not in wanted
    if loses and all(one.id == person.id for one in queries.holders(roles.ADMINISTRATOR)):
        raise AccountRefused(f"{person.label} is the last administrator. Make another administrator first.")
