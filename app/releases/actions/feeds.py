"""Registering, changing, retiring and reactivating a feed, and saying which services it speaks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.base.outbound import Allow, Refusal, parse
from app.records import trail
from app.records.moves import move
from app.records.numbers import next_number
from app.releases import queries
from app.releases.actions.refused import Refused, refuse_if
from app.releases.models import Feed, FeedCursor, FeedService
from app.suppliers.models import Service, Supplier

SHORTEST_INTERVAL = 15
"""Minutes. Release news does not come by the minute, and a vendor's server is a guest's house."""
LONGEST_INTERVAL = 7 * 24 * 60
"""Minutes. A feed that is asked more rarely than once a week is not watched."""
LONGEST_NAME = 200


@dataclass(frozen=True)
class FeedDetails:
    """A feed as stated. ``url`` is None for a manual feed; ``interval_minutes`` is the pause between two polls."""

    name: str
    url: str | None
    interval_minutes: int = 60
    takes_prereleases: bool = False

    @property
    def kind(self) -> str:
        """``auto`` for a feed with an address, else ``manual``."""
        return "manual" if self.url is None else "auto"


def register_feed(
    supplier: Supplier, details: FeedDetails, services: Sequence[Service], allow: Allow, now: datetime
) -> Feed:
    """Enter a feed of ``supplier`` that speaks for ``services``; its first poll is due at once and sets the baseline.

    Raises Refused with the field and the sentence.
    """
    if not supplier.is_active:
        raise Refused(("", f"{supplier.number} is retired. Reactivate it before you register a feed for it."))
    refuse_if((*_problems(details, allow, None), *_service_problems(supplier, services)))
    feed = Feed(
        number=next_number("FED"),
        supplier=supplier,
        name=details.name,
        kind=details.kind,
        url=details.url,
        interval_minutes=details.interval_minutes,
        takes_prereleases=details.takes_prereleases,
        has_baseline=details.url is None,
        state="active",
    )
    db.session.add(feed)
    trail.say(feed, "releases.feed.registered")
    db.session.flush()
    if feed.kind == "auto":
        db.session.add(_first_cursor(feed, now))
    for service in services:
        _connect(feed, service, now)
    db.session.flush()
    return feed


def change_feed(feed: Feed, details: FeedDetails, reason: str, allow: Allow, now: datetime) -> bool:
    """Change what is stated about a feed. Returns False, and leaves no event, when nothing differs.

    A changed address is asked at once, without the validators of the old one. Releases are recognised by id, address
    and words, so a feed that moved brings none of them a second time.
    """
    _require_active(feed)
    if details.kind != feed.kind:
        raise Refused(("url", f"{feed.number} is {_KINDS[feed.kind]}. Register another feed for the other way."))
    refuse_if(_problems(details, allow, feed))
    wanted = {
        "name": details.name,
        "url": details.url,
        "interval_minutes": details.interval_minutes,
        "takes_prereleases": details.takes_prereleases,
    }
    changed = {name: value for name, value in wanted.items() if getattr(feed, name) != value}
    for name, value in changed.items():
        setattr(feed, name, value)
    if changed:
        trail.say(feed, "releases.feed.changed", reason)
    if "url" in changed or "interval_minutes" in changed:
        _ask_soon(feed, now, forgets="url" in changed)
    return bool(changed)


def connect(feed: Feed, service: Service, reason: str, now: datetime) -> FeedService:
    """Say that ``feed`` speaks for ``service`` from now on. Raises Refused when it does already."""
    _require_active(feed)
    refuse_if(_service_problems(feed.supplier, [service]))
    if queries.connection(feed, service) is not None:
        raise Refused(("service", f"{feed.number} speaks for {service.number} already."))
    return _connect(feed, service, now, reason)


def disconnect(connection: FeedService, reason: str, now: datetime) -> None:
    """Say that a feed no longer speaks for a service. What it brought so far stays with that service."""
    if connection.withdrawn_at is not None:
        raise Refused(("", f"This connection was withdrawn on {connection.withdrawn_at:%d %b %Y} already."))
    connection.withdrawn_at, connection.withdrawn_because = now, reason
    trail.say(connection, "releases.feed_service.withdrawn", reason)


def retire_feed(feed: Feed, reason: str) -> None:
    """Stop watching a feed. Raises MoveRefused when it is retired already or no reason is given."""
    move(feed, "retire", "releases.feed.retired", reason)


def reactivate_feed(feed: Feed, reason: str, now: datetime) -> None:
    """Watch a retired feed again, from its next poll on; what it announced meanwhile then arrives as new."""
    if not feed.supplier.is_active:
        raise Refused(("", f"{feed.supplier.number} is retired. Reactivate it before its feeds."))
    move(feed, "reactivate", "releases.feed.reactivated", reason)
    _ask_soon(feed, now, forgets=False)


_KINDS = {"auto": "polled at an address", "manual": "kept by hand"}


def _problems(details: FeedDetails, allow: Allow, feed: Feed | None) -> Iterator[tuple[str, str]]:
    if not details.name or len(details.name) > LONGEST_NAME:
        yield "name", f"Give the feed a name of at most {LONGEST_NAME} letters."
    if not SHORTEST_INTERVAL <= details.interval_minutes <= LONGEST_INTERVAL:
        yield (
            "interval_minutes",
            f"Poll every {SHORTEST_INTERVAL} to {LONGEST_INTERVAL} minutes (15 minutes to a week).",
        )
    if details.url is None:
        return
    target = parse(details.url, allow)
    if isinstance(target, Refusal):
        yield "url", target.sentence
    other = queries.feed_at(details.url)
    if other is not None and other is not feed:
        yield "url", f"{other.number} {other.name} is polled at this address already. Connect your service to it."


def _service_problems(supplier: Supplier, services: Sequence[Service]) -> Iterator[tuple[str, str]]:
    for service in services:
        if service.supplier_id != supplier.id:
            yield "services", f"{service.number} belongs to another supplier than this feed."
        elif not service.is_active:
            yield "services", f"{service.number} is retired. Reactivate it before a feed speaks for it."


def _require_active(feed: Feed) -> None:
    if not feed.is_active:
        raise Refused(("", f"{feed.number} is retired. Reactivate it before you change it."))


def _connect(feed: Feed, service: Service, now: datetime, reason: str | None = None) -> FeedService:
    connection = FeedService(feed=feed, service=service, since=now)
    db.session.add(connection)
    trail.say(connection, "releases.feed_service.connected", reason)
    return connection


def _first_cursor(feed: Feed, now: datetime) -> FeedCursor:
    return FeedCursor(feed_id=feed.id, next_at=now, failures=0, attempts=0, was_cut=False, published=[])


def _ask_soon(feed: Feed, now: datetime, *, forgets: bool) -> None:
    cursor = db.session.get(FeedCursor, feed.id)
    if cursor is None:
        return
    cursor.next_at = now
    if forgets:
        # a poll of the old address that is still under way must not bring its validators along
        cursor.attempts += 1
        cursor.etag = cursor.last_modified = cursor.body_sha256 = None
        cursor.was_cut = False
