"""What waits for a person: computed from the verdicts that guard the next move, so it never promises more."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from flask import url_for
from sqlalchemy import select

from app.access.queries import reviews as access
from app.access.queries.leavers import held_back
from app.base.db import db
from app.impact.queries.waiting import Waiting, waiting_for
from app.notices.queries.alarms import to_acknowledge
from app.people import queries as people
from app.people.permissions import allows
from app.people.rules.proposals import obstacles_to_deciding
from app.records import kernel
from app.records.actor import Actor
from app.releases.models import Feed, FeedCursor
from app.suppliers.actions.tiers import next_step, signing_of
from app.suppliers.queries import choices_waiting

ALARM = "Acknowledge the alarm"
MOST_FEEDS = 20
"""Failing feeds named on the page; the list of feeds shows all."""


@dataclass(frozen=True)
class Task:
    """One line of my work: what to do on which record, by when, why it is mine, and where."""

    what: str
    record: str
    name: str
    due: date | None
    why: str
    link: str
    is_late: bool


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


def _told(actor: Actor, now: datetime) -> Iterator[Told]:
    for teller in _tellers:
        yield from teller(actor, now)


def my_work(actor: Actor, now: datetime) -> list[Task]:
    """Return everything that waits for this person, the earliest due first, things without a date last."""
    today = now.date()
    found = [*_alarms(actor), *_assessments(actor, today), *_tiers(actor), *_feeds(actor), *_accounts(actor)]
    found += [*_access(actor, now), *_leavers(actor)]
    told = [Task(one.what, one.record, one.name, one.due, one.why, one.link, one.is_late) for one in _told(actor, now)]
    found += told
    return sorted(found, key=lambda one: (one.due is None, one.due or today))


def alarms_among(tasks: Sequence[Task]) -> int:
    """Return how many of the tasks are alarms."""
    return sum(one.what == ALARM for one in tasks)


def obstacles_to_signing(actor: Actor, now: datetime) -> list[str]:
    """Return what stands between this person and any signature, in words."""
    if set(actor.roles) <= {"ADM", "INSP"}:
        return []
    return [sentence for gate in kernel.of(db.session()).gates if (sentence := gate(actor, now))]


def _alarms(actor: Actor) -> Iterator[Task]:
    for one in to_acknowledge(actor):
        yield Task(
            what=ALARM,
            record=one.number,
            name=f"{one.title}: {one.subject_name}",
            due=one.raised_at.date(),
            why=one.sentence,
            link=url_for("alarms.show", number=one.number),
            is_late=False,
        )


def _assessments(actor: Actor, today: date) -> Iterator[Task]:
    for one in waiting_for(actor):
        yield Task(
            what=one.what,
            record=one.assessment.number,
            name=f"{one.assessment.release.name} on {one.assessment.service.name}",
            due=one.due,
            why=one.why,
            link=_place_of(one),
            is_late=one.is_late or (one.due is not None and one.due < today),
        )


def _place_of(one: Waiting) -> str:
    """Return where the work is done: the approvals for a signature, else the assessment's page."""
    endpoint = "impact_approvals.index" if one.what.startswith("Sign as") else "impact_assessments.show"
    return url_for(endpoint, number=one.assessment.number)


def _tiers(actor: Actor) -> Iterator[Task]:
    if not allows(actor.roles, "suppliers.tier.sign"):
        return
    for choice in choices_waiting():
        step = next_step(choice)
        if step is not None and signing_of(choice, actor).is_allowed:
            yield Task(
                what=f"Sign as {step.meaning}",
                record=choice.number,
                name=f"Tier {choice.tier} of {choice.service.name}",
                due=None,
                why=f"Your role {step.role} is next.",
                link=url_for("tier_choices.show", number=choice.number),
                is_late=False,
            )


def _feeds(actor: Actor) -> Iterator[Task]:
    if not allows(actor.roles, "releases.feed.edit"):
        return
    failing = (
        select(Feed, FeedCursor.failures, FeedCursor.last_sentence)
        .join(FeedCursor, FeedCursor.feed_id == Feed.id)
        .where(Feed.state == "active", FeedCursor.failures > 0)
        .order_by(FeedCursor.failures.desc(), Feed.id)
        .limit(MOST_FEEDS)
    )
    for feed, failures, sentence in db.session.execute(failing):
        yield Task(
            what="Look after the feed",
            record=feed.number,
            name=feed.name,
            due=None,
            why=f"Its last {'poll' if failures == 1 else f'{failures} polls'} failed. {sentence or ''}".strip(),
            link=url_for("feeds.show", number=feed.number),
            is_late=False,
        )


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
