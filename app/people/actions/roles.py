"""Changing what somebody may do: by somebody else, with a reason, effective at the next request."""

from collections.abc import Sequence
from datetime import datetime

from app.base.db import db
from app.people import queries
from app.people.actions.refusals import AccountRefused
from app.people.actions.sessions import end_sessions
from app.people.models import Person
from app.people.rules import roles
from app.people.rules.proposals import is_protected
from app.records import trail
from app.records.actor import Actor


def change_roles(
    person: Person, wanted: Sequence[str], reason: str, actor: Actor, now: datetime, *, is_demo: bool = False
) -> None:
    """Give ``person`` exactly the roles ``wanted``; their sessions end. Raises AccountRefused.

    For accounts that neither sign nor administer, before and after; the others take two: see `proposals.propose_roles`.
    """
    require_fit(person, wanted, reason, actor, is_demo=is_demo)
    if is_protected(person.roles, wanted):
        raise AccountRefused(
            f"{person.label} signs or administers, or would. Propose the roles; another administrator approves them."
        )
    put_roles(person, wanted, reason, now)


def require_fit(person: Person, wanted: Sequence[str], reason: str, actor: Actor, *, is_demo: bool = False) -> None:
    """Refuse what no proposal and no change may ask for. Raises AccountRefused.

    Only a signed-in person changes roles (never a command), nobody their own, and one administrator always remains.
    """
    if not actor.is_person:
        raise AccountRefused("A command on the server does not change roles; an administrator does.")
    if actor.id == str(person.id):
        raise AccountRefused("Nobody changes their own rights. Ask another administrator.")
    if not reason.strip():
        raise AccountRefused("Say why the roles change; the reason stands in the trail.")
    require_possible(person, wanted, is_demo=is_demo)


def require_possible(person: Person, wanted: Sequence[str], *, is_demo: bool = False) -> None:
    """Refuse roles that this account cannot have, whoever asks. Raises AccountRefused."""
    refuse_roles(wanted, person.username, is_demo=is_demo)
    _refuse_losing_administrators(person, wanted)
    if roles.in_order(wanted) == person.roles:
        raise AccountRefused(f"{person.label} holds exactly these roles already.")


def put_roles(person: Person, wanted: Sequence[str], reason: str, now: datetime) -> None:
    """Write the roles; every session of the account ends. Whoever calls it has checked that they may be given."""
    person.roles = roles.in_order(wanted)
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
