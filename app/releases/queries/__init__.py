"""What this room can be asked."""

from app.releases.queries.entries import known_entries
from app.releases.queries.feeds import (
    POLLS_SHOWN,
    active_feeds_of,
    connection,
    connection_of,
    connections_of,
    feed,
    feed_at,
    health_of,
    manual_feeds,
    poll_with_payload,
    polls_of,
    recent_releases,
)
from app.releases.queries.lists import RELEASES, feed_list, feed_listing, release_list, service_choices
from app.releases.queries.releases import (
    note_revision,
    note_revisions,
    release,
    releases_of_service,
    revisions_with_diffs,
    services_of,
)
from app.releases.queries.sources import Source, due_sources, published_days, sources

__all__ = [
    "POLLS_SHOWN",
    "RELEASES",
    "Source",
    "active_feeds_of",
    "connection",
    "connection_of",
    "connections_of",
    "due_sources",
    "feed",
    "feed_at",
    "feed_list",
    "feed_listing",
    "health_of",
    "known_entries",
    "manual_feeds",
    "note_revision",
    "note_revisions",
    "poll_with_payload",
    "polls_of",
    "published_days",
    "recent_releases",
    "release",
    "release_list",
    "releases_of_service",
    "revisions_with_diffs",
    "service_choices",
    "services_of",
    "sources",
]
