"""What a poll needs to know of a feed, as plain values that a thread may carry away from the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from app.base.db import db
from app.releases.models import Feed, FeedCursor

BATCH = 500
"""Feeds read at a time, so that memory stays flat however many are due."""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed to be asked and where its last poll ended. ``interval`` is in minutes."""

    feed_id: int
    supplier_id: int
    number: str
    url: str
    interval: int
    takes_prereleases: bool
    has_baseline: bool
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    failures: int
    attempts: int
    was_cut: bool


def due_sources(now: datetime) -> Iterator[Source]:
    """Yield the active feeds whose next poll is due, by id."""
    return _sources(FeedCursor.next_at <= now)


def sources(feed_ids: Sequence[int] | None = None) -> Iterator[Source]:
    """Yield these active feeds, or all of them, due or not."""
    return _sources() if feed_ids is None else _sources(Feed.id.in_(feed_ids))


def published_days(feed_id: int) -> Sequence[str]:
    """Return the latest publishing moments known of a feed, one a day, as text."""
    found: Sequence[str] | None = db.session.scalar(select(FeedCursor.published).where(FeedCursor.feed_id == feed_id))
    return found or ()


def _sources(*conditions: ColumnElement[bool]) -> Iterator[Source]:
    last = 0
    while True:
        # each batch is read whole: no cursor stays open while transactions come and go
        found = db.session.execute(_query(last, *conditions)).all()
        yield from (Source(*row) for row in found)
        if len(found) < BATCH:
            return
        last = found[-1].id


def _query(after: int, *conditions: ColumnElement[bool]) -> Any:
    return (
        select(
            Feed.id,
            Feed.supplier_id,
            Feed.number,
            Feed.url,
            Feed.interval_minutes,
            Feed.takes_prereleases,
            Feed.has_baseline,
            FeedCursor.etag,
            FeedCursor.last_modified,
            FeedCursor.body_sha256,
            FeedCursor.failures,
            FeedCursor.attempts,
            FeedCursor.was_cut,
        )
        .join(FeedCursor, FeedCursor.feed_id == Feed.id)
        .where(Feed.state == "active", Feed.kind == "auto", Feed.id > after, *conditions)
        .order_by(Feed.id)
        .limit(BATCH)
    )
