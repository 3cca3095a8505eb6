"""The views of this room, one noun a file."""

from app.releases.views import (
    feed_connections,
    feed_polls,
    feed_retirements,
    feed_trials,
    feeds,
    release_changes,
    release_notes,
    releases,
)
from app.web.navigation import Item

blueprints = (
    feeds.blueprint,
    feed_trials.blueprint,
    feed_polls.blueprint,
    feed_connections.blueprint,
    feed_retirements.blueprint,
    releases.blueprint,
    releases.under_service,
    release_changes.blueprint,
    release_notes.blueprint,
)

navigation = (
    Item(
        "Releases",
        "releases.index",
        "releases.release.read",
        icon="megaphone",
        under=("releases.", "release_changes.", "release_notes.", "service_releases."),
    ),
    Item(
        "Feeds",
        "feeds.index",
        "releases.feed.read",
        icon="rss",
        under=("feeds.", "feed_trials.", "feed_polls.", "feed_connections.", "feed_retirements."),
    ),
)

tones = {
    "fresh": "good",
    "silent": "warn",
    "failing": "bad",
    "unpolled": "neutral",
    "unchanged": "neutral",
    "failed": "bad",
    "baseline": "neutral",
    "filtered": "off",
    "opens_work": "wait",
    "withdrawn": "off",
}
