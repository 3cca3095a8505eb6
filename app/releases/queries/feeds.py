"""Feeds, the services they speak for, how they are, and their polls."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.base import clock
from app.base.db import db
from app.releases.models import Feed, FeedCursor, FeedService, Poll, Release
from app.releases.rules.health import Condition, Health, health
from app.suppliers.models import Service

POLLS_SHOWN = 20
"""Polls shown at a time."""


def feed(number: str) -> Feed | None:
    """Return the feed of this number with its supplier."""
    return db.session.scalar(select(Feed).where(Feed.number == number).options(joinedload(Feed.supplier)))


def feed_at(url: str) -> Feed | None:
    """Return the active feed that is polled at this address."""
    return db.session.scalar(select(Feed).where(Feed.url == url, Feed.state == "active").limit(1))


def manual_feeds() -> Sequence[Feed]:
    """Return the active feeds that people keep by hand, by name."""
    query = select(Feed).where(Feed.state == "active", Feed.kind == "manual").options(joinedload(Feed.supplier))
    return db.session.scalars(query.order_by(Feed.name, Feed.id)).all()


def connection(feed: Feed, service: Service) -> FeedService | None:
    """Return the connection in force between a feed and a service."""
    return db.session.scalar(
        select(FeedService).where(
            FeedService.feed_id == feed.id, FeedService.service_id == service.id, FeedService.withdrawn_at.is_(None)
        )
    )


def connection_of(feed: Feed, connection_id: int) -> FeedService | None:
    """Return one connection of a feed; that of another feed is not found."""
    return db.session.scalar(
        select(FeedService)
        .where(FeedService.id == connection_id, FeedService.feed_id == feed.id)
        .options(joinedload(FeedService.service))
    )


def connections_of(feed: Feed) -> Sequence[FeedService]:
    """Return every connection of a feed with its service, those in force first."""
    query = select(FeedService).where(FeedService.feed_id == feed.id).options(joinedload(FeedService.service))
    return db.session.scalars(query.order_by(FeedService.withdrawn_at.is_not(None), FeedService.id)).all()


def active_feeds_of(service: Service) -> list[str]:
    """Return the active feeds that speak for a service, as people call them."""
    query = (
        select(Feed.number, Feed.name)
        .join(FeedService)
        .where(FeedService.service_id == service.id, FeedService.withdrawn_at.is_(None), Feed.state == "active")
    )
    return [f"{row.number} {row.name}" for row in db.session.execute(query.order_by(Feed.id))]


def health_of(feed: Feed, cursor: FeedCursor | None, now: datetime) -> Health | None:
    """Return how a polled feed is, with the reason; None for one that is kept by hand or retired."""
    if not feed.is_polled or cursor is None:
        return None
    if cursor.attempts == 0 and cursor.failures == 0:
        return Health(Condition.UNPOLLED, "This feed has not been asked yet.")
    return health(
        now,
        last_success=cursor.last_success_at,
        failures=cursor.failures,
        last_error=cursor.last_sentence or "",
        published=[clock.from_text(one) for one in cursor.published],
    )


def polls_of(feed: Feed, before: int | None = None) -> Sequence[Poll]:
    """Return polls before the one with id ``before``, newest first: a page, and one more when there are more."""
    query = select(Poll).where(Poll.feed_id == feed.id)
    if before is not None:
        query = query.where(Poll.id < before)
    return db.session.scalars(query.order_by(Poll.id.desc()).limit(POLLS_SHOWN + 1)).all()


def poll_with_payload(feed: Feed, poll_id: int) -> Poll | None:
    """Return a poll of this feed whose payload was kept; unchanged and failed ones kept none."""
    query = select(Poll).where(Poll.id == poll_id, Poll.feed_id == feed.id)
    return db.session.scalar(query.where(Poll.outcome.in_(("baseline", "new", "changed"))))


def recent_releases(feed: Feed, count: int = 10) -> Sequence[Release]:
    """Return the releases found last."""
    query = select(Release).where(Release.feed_id == feed.id)
    return db.session.scalars(query.order_by(Release.id.desc()).limit(count)).all()
