"""Accounts: made by an administrator, deactivated and reactivated with a reason, never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.people import queries
from app.people.actions.proposals import propose_first_roles
from app.people.actions.refusals import AccountRefused
from app.people.actions.roles import refuse_roles
from app.people.actions.sessions import end_sessions
from app.people.models import Person
from app.people.rules import names, roles
from app.people.rules.proposals import is_protected
from app.records import trail
from app.records.actor import Actor


@dataclass(frozen=True)
class NewPerson:
    """What is known of somebody who gets an account."""

    username: str
    name: str
    email: str
    roles: Sequence[str]


def add_first(first: Sequence[NewPerson], actor: Actor, now: datetime) -> list[Person]:
    """Make the first two administrators. Works once, on a database without people; raises AccountRefused."""
    if queries.is_anybody_there():
        raise AccountRefused("There are people already, so an administrator makes further accounts under /people.")
    if len(first) != 2:
        raise AccountRefused("Name two administrators: nobody may change their own rights, so one alone is stuck.")
    if any(list(one.roles) != [roles.ADMINISTRATOR] for one in first):
        raise AccountRefused("The first two accounts are administrators (ADM) and nothing else.")
    return [_add(one, one.roles, actor, now) for one in first]


def add_person(new: NewPerson, actor: Actor, now: datetime, *, is_demo: bool = False) -> Person:
    """Make an account without a password. Raises AccountRefused.

    Roles that sign or administer are proposed: the account exists, and holds no role until another administrator has
    approved them. The user name was never used before; the name cannot be taken for that of anybody active.
    ``is_demo`` (from the settings) allows the accounts of the demo company, which are named after their roles.
    """
    if not is_protected(new.roles):
        return _add(new, new.roles, actor, now, is_demo=is_demo)
    person = _add(new, [], actor, now, is_demo=is_demo)
    propose_first_roles(person, new.roles, actor, now, is_demo=is_demo)
    return person


def _add(new: NewPerson, held: Sequence[str], actor: Actor, now: datetime, *, is_demo: bool = False) -> Person:
    if actor.kind == "clock":
        raise AccountRefused("The portal's clock makes no accounts.")
    name = names.tidy_name(new.name)
    _refuse_names(new.username, name)
    refuse_roles(new.roles, new.username, is_demo=is_demo)
    person = Person(
        username=new.username, name=name, email=new.email.strip(), roles=roles.in_order(held), created_at=now
    )
    db.session.add(person)
    trail.say(person, "people.person.added")
    db.session.flush()
    return person


def deactivate(person: Person, reason: str, actor: Actor, now: datetime) -> None:
    """Close an account at once: no session of it survives. Raises AccountRefused."""
    _refuse_self(person, actor, "deactivate")
    if not person.is_active:
        raise AccountRefused(f"{person.label} is deactivated already.")
    _refuse_last_administrator(person)
    person.deactivated_at, person.deactivated_because = now, _reason(reason)
    trail.say(person, "people.person.deactivated", person.deactivated_because)
    end_sessions(person, "deactivated", now)
    for link in queries.unused_links(person):
        link.withdrawn_at = now
    db.session.flush()


def reactivate(person: Person, reason: str, actor: Actor, now: datetime) -> None:
    """Open a closed account again, with the rights it had. Raises AccountRefused."""
    del now  # the trail carries the time
    _refuse_self(person, actor, "reactivate")
    if not actor.is_person:
        raise AccountRefused("A command on the server does not reactivate an account; an administrator does.")
    if person.is_active:
        raise AccountRefused(f"{person.label} is active already.")
    _refuse_names(None, person.name)
    said = _reason(reason)
    person.deactivated_at = person.deactivated_because = None
    trail.say(person, "people.person.reactivated", said)
    db.session.flush()


def _refuse_names(username: str | None, name: str) -> None:
    if username is not None:
        if problem := names.username_problem(username):
            raise AccountRefused(problem)
        if queries.person(username) is not None:
            raise AccountRefused(f"The user name {username} was given before. User names are never given twice.")
    if problem := names.name_problem(name):
        raise AccountRefused(problem)
    active = {one.name: one for one in queries.active_people()}
    if (like := names.lookalike(name, active)) is not None:
        raise AccountRefused(
            f"{name} could be taken for {active[like].label}. Add a middle name or initial, so that signatures differ."
        )


def _refuse_last_administrator(person: Person) -> None:
    others = [one for one in queries.holders(roles.ADMINISTRATOR) if one.id != person.id]
    if roles.ADMINISTRATOR in person.roles and not others:
        raise AccountRefused(f"{person.label} is the last administrator. Make another administrator first.")


def _refuse_self(person: Person, actor: Actor, verb: str) -> None:
    if actor.is_person and actor.id == str(person.id):
        raise AccountRefused(f"Nobody can {verb} their own account. Ask another administrator.")


def _reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise AccountRefused("Say why; the reason stands in the trail.")
    return said
