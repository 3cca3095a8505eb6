"""Feeds and releases for tests, made through the product's own actions. Every function commits."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import current_app

from app.base.clock import Clock
from app.base.db import transaction
from app.base.outbound import Allow
from app.records.actor import Actor
from app.releases import actions
from app.releases.models import Feed, NoteRevision, Release
from app.suppliers.models import Service

KEEPER = Actor("1", "sqm", "Sam Quinn", "person", ("SQM",), "a" * 16)
"""Who enters things when a test does not say who."""


def make_feed(
    service: Service | Sequence[Service],
    *,
    name: str = "Release notes by mail",
    url: str | None = None,
    interval_minutes: int = 60,
    takes_prereleases: bool = False,
    allow: Allow | None = None,
    actor: Actor = KEEPER,
) -> Feed:
    """Return an active feed that speaks for ``service`` (or several of one supplier); kept by hand without ``url``."""
    services = [service] if isinstance(service, Service) else list(service)
    now = clock_now()
    details = actions.FeedDetails(name, url, interval_minutes, takes_prereleases)
    opened = allow or Allow.parse(",".join(current_app.config["QUALWARD"].outbound_allow))
    with transaction(actor, now):
        return actions.register_feed(services[0].supplier, details, services, opened, now)


def make_release(
    feed: Feed,
    title: str = "Release 4.2",
    note: str = "- Fixed the sort order of the audit trail export.",
    *,
    release_version: str = "",
    release_type: str | None = None,
    announced_at: datetime | None = None,
    production_on: date | None = None,
    production_certainty: str | None = None,
    file: actions.VendorFile | None = None,
    url: str = "",
    actor: Actor = KEEPER,
) -> Release:
    """Return a release entered by hand with this note; ``feed`` is a manual one. It opens work."""
    now = clock_now()
    certainty = production_certainty or ("stated" if production_on else "unknown")
    details = actions.ReleaseDetails(
        title,
        note,
        "from the vendor's mail",
        release_version,
        url,
        release_type,
        announced_at,
        production_on,
        certainty,
        is_live_before_announcement=True,
    )
    with transaction(actor, now):
        return actions.record_release(feed, details, file, actor, now)


def edit_note(
    release: Release, new_text: str, *, reason: str = "The vendor corrected its mail.", actor: Actor = KEEPER
) -> NoteRevision:
    """Give the release another note revision with this text."""
    now = clock_now()
    with transaction(actor, now):
        return actions.edit_note(release, new_text, reason, now)


def set_production_date(
    release: Release, day: date | None, certainty: str = "stated", *, actor: Actor = KEEPER
) -> Release:
    """Say when the release goes live."""
    with transaction(actor, clock_now()):
        actions.set_production_date(
            release, day, certainty, "The vendor's mail says so.", is_live_before_announcement=True
        )
    return release


def clock_now() -> datetime:
    """Return the time of the application under test."""
    clock: Clock = current_app.config["QUALWARD_CLOCK"]
    return clock()
