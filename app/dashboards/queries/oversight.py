"""What waits for a person beside the trade: accounts, reviews, inspections, the system. Others tell theirs."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from flask import url_for

from app.access.queries import reviews as access
from app.access.queries.leavers import held_back
from app.dashboards.queries.tasks import Task, in_order
from app.people import queries as people
from app.people.permissions import allows
from app.people.rules.proposals import obstacles_to_deciding
from app.records.actor import Actor


class Told(Protocol):
    """A line of work that a neighbouring room tells of; the same words as `Task`."""

    what: str
    record: str
    name: str
    due: date | None
    why: str
    link: str
    is_late: bool


Teller = Callable[[Actor, datetime], Sequence[Any]]
"""Returns what waits for a person, each `Told`. `create_app` registers the rooms that stand beside this one."""

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Let another room tell what waits. Registering the same one twice asks it once."""
    if teller not in _tellers:
        _tellers.append(teller)


def my_oversight(actor: Actor, now: datetime) -> list[Task]:
    """Return what waits for this person about accounts, reviews, inspections and the system."""
    return in_order([*_accounts(actor), *_access(actor, now), *_leavers(actor), *_told(actor, now)], now)


def _told(actor: Actor, now: datetime) -> Iterator[Task]:
    for teller in _tellers:
        told: Sequence[Told] = teller(actor, now)
        for one in told:
            yield Task(one.what, one.record, one.name, one.due, one.why, one.link, one.is_late)


def _accounts(actor: Actor) -> Iterator[Task]:
    """Yield what waits for a second administrator, and whose identity waits to be verified anew."""
    if allows(actor.roles, "people.role.change"):
        for one in people.open_proposals():
            if not obstacles_to_deciding(one.parties, actor.id):
                link = url_for("people.proposal", number=one.number)
                why = f"{one.proposed_by_name} proposed it; another administrator decides."
                yield Task(f"Decide: {one.words.lower()}", one.number, one.person.label, None, why, link, is_late=False)
    if allows(actor.roles, "people.identity.verify"):
        waiting = {one.person_id: one for one in people.people_to_verify_anew()}
        for found in waiting.values():
            if actor.id not in {*found.barred_ids, str(found.person_id)}:
                link = url_for("people.identity", person_id=found.person_id)
                why = "Signing is suspended until you or somebody else who may verifies who this is."
                yield Task("Verify the identity anew", "Account", found.person.label, None, why, link, is_late=False)


def _access(actor: Actor, now: datetime) -> Iterator[Task]:
    waiting: list[access.Waiting] = []
    if allows(actor.roles, "access.review.decide"):
        waiting += access.deciding(int(actor.id), is_signer=allows(actor.roles, "access.review.sign"))
    if allows(actor.roles, "people.role.change"):
        waiting += access.carrying_out()
    for one in waiting:
        yield Task(
            what=one.what,
            record=one.number,
            name=one.name,
            due=one.due,
            why=one.why,
            link=url_for("access_reviews.show", number=one.number),
            is_late=one.due is not None and one.due < now.date(),
        )


def _leavers(actor: Actor) -> Iterator[Task]:
    if not allows(actor.roles, "access.leaver.import"):
        return
    for one in held_back():
        yield Task(
            what="Look after the leaver",
            record=one.list.number,
            name=one.person.label,
            due=one.last_day,
            why=one.obstacle or "",
            link=url_for("leaver_lists.index"),
            is_late=True,
        )
