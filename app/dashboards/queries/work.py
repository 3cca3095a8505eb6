"""What waits for a person in the trade: computed from the verdicts that guard the next move; it never promises more."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from flask import url_for
from sqlalchemy import select

from app.base.db import db
from app.dashboards.queries.tasks import Task, in_order
from app.evidence import queries as evidence
from app.impact.queries.waiting import Waiting, waiting_for
from app.notices.queries.alarms import to_acknowledge
from app.people.permissions import allows
from app.records import kernel
from app.records.actor import Actor
from app.releases.models import Feed, FeedCursor
from app.suppliers.actions.tiers import next_step, signing_of
from app.suppliers.queries import choices_waiting

ALARM = "Acknowledge the alarm"
MOST_FEEDS = 20
"""Failing feeds named on the page; the list of feeds shows all."""


def my_work(actor: Actor, now: datetime) -> list[Task]:
    """Return what waits for this person about alarms, assessments, tiers, evidence and feeds."""
    trade = (*_assessments(actor, now.date()), *_tiers(actor), *_evidence(actor, now), *_feeds(actor))
    return in_order([*_alarms(actor), *trade], now)


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
    if not allows(actor.roles, "impact.assessment.read"):
        return
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


def _evidence(actor: Actor, now: datetime) -> Iterator[Task]:
    for one in evidence.waiting_for(actor, now):
        yield Task(one.what, one.record, one.name, one.due, one.why, one.link, one.is_late)


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
