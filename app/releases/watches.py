"""Feeds that fail, fall silent or change their shape: each is an alarm, never "no news"."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.base.db import db
from app.notices.door import path_to
from app.notices.rules.causes import Cause
from app.notices.watching import Watch
from app.releases.models import Feed, FeedCursor, Poll
from app.releases.queries import health_of
from app.releases.rules.health import Condition
from app.releases.rules.shape import is_reshaped

FAILURES_BEFORE_ALARM = 2
"""One failed poll is asked again within the feed's interval; home shows it. Two in a row are an alarm."""


def causes(now: datetime) -> Iterator[Cause]:
    """Yield the polled feeds that are not well, with the reason that their page gives."""
    query = select(Feed, FeedCursor).join(FeedCursor, FeedCursor.feed_id == Feed.id)
    query = query.where(Feed.state == "active", Feed.kind == "auto").order_by(Feed.id)
    shapes = _shapes()
    for feed, cursor in db.session.execute(query):
        health = health_of(feed, cursor, now)
        since = cursor.last_success_at or now
        if health is None:
            continue
        if health.condition is Condition.FAILING and cursor.failures >= FAILURES_BEFORE_ALARM:
            yield _cause("feed_failing", feed, health.reason, since)
        elif health.condition is Condition.SILENT:
            yield _cause("feed_silent", feed, health.reason, since)
        if (found := shapes.get(feed.id)) is not None:
            at, entries, before = found
            yield _cause(
                "feed_reshaped",
                feed,
                f"Its last document holds {_entries(entries)}, the one before held {_entries(before)}. "
                "Ask the vendor whether the feed was moved or cut, and look at the kept documents.",
                at,
            )


def _shapes() -> dict[int, tuple[datetime, int, int]]:
    """Return the feeds whose newest document shrank against the one before: when, entries now, entries before."""
    place = func.row_number().over(partition_by=Poll.feed_id, order_by=Poll.id.desc()).label("place")
    numbered = select(Poll.id, place).where(Poll.entries.is_not(None), Poll.outcome != "failed").subquery()
    query = select(Poll, numbered.c.place).join(numbered, numbered.c.id == Poll.id).where(numbered.c.place <= 2)
    pairs: dict[int, dict[int, Any]] = {}
    for poll, at in db.session.execute(query):
        pairs.setdefault(poll.feed_id, {})[at] = poll
    return {
        feed: (found[1].at, found[1].entries, found[2].entries)
        for feed, found in pairs.items()
        if 2 in found and is_reshaped(found[1].entries, found[2].entries)
    }


def _cause(kind: str, feed: Feed, sentence: str, since: datetime) -> Cause:
    return Cause(
        kind=kind,
        subject_type=feed.__record__,
        subject_id=str(feed.id),
        subject_name=f"{feed.number} {feed.name}",
        link=path_to("feeds.show", number=feed.number),
        sentence=sentence,
        since=since,
    )


def _entries(count: int) -> str:
    return {0: "no entry", 1: "1 entry"}.get(count, f"{count} entries")


FEEDS = Watch("feeds", ("feed_failing", "feed_silent", "feed_reshaped"), causes)
