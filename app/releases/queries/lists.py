"""The two lists of this room: what they show, sort and narrow by. Each page is one query."""

from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import contains_eager

from app.base.db import db
from app.content.words import RELEASE_TYPES
from app.releases.models import Feed, FeedCursor, FeedService, Release
from app.releases.queries.feeds import health_of
from app.suppliers.models import Service, Supplier
from app.web.filters import Choice, Contains, Dates
from app.web.listing import Column, Listing

_FEED, _RELEASE, _CURSOR = Feed.__table__.c, Release.__table__.c, FeedCursor.__table__.c
_SUPPLIER = Supplier.__table__.c


def feed_list() -> Select[Any]:
    """Return the feeds with their suppliers and cursors."""
    query: Select[Any] = select(Feed, FeedCursor)  # type: ignore[assignment]  # a list's rows may be tuples
    query = query.join(Feed.supplier).outerjoin(FeedCursor, FeedCursor.feed_id == Feed.id)
    return query.options(contains_eager(Feed.supplier))


def release_list() -> Select[Any]:
    """Return the releases with their feeds and suppliers."""
    return (
        select(Release)
        .join(Release.feed)
        .join(Release.supplier)
        .options(contains_eager(Release.feed), contains_eager(Release.supplier))
    )


def service_choices(supplier_id: int | None = None) -> list[tuple[str, str]]:
    """Return the services in use, of one supplier or all, as (number, label)."""
    query = select(Service.number, Service.name, Supplier.name.label("supplier")).join(Service.supplier)
    query = query.where(Service.state == "active").order_by(Supplier.name_key, Service.name_key)
    if supplier_id is not None:
        query = query.where(Service.supplier_id == supplier_id)
    return [(row.number, f"{row.number} {row.name} ({row.supplier})") for row in db.session.execute(query)]


def _health(row: Any, now: datetime) -> str:
    found = health_of(row.Feed, row.FeedCursor, now)
    return str(found.condition) if found else ""


def _is_in_condition(value: str) -> ColumnElement[bool]:
    is_watched = and_(_FEED.state == "active", _FEED.kind == "auto")
    conditions = {
        "failing": and_(is_watched, _CURSOR.failures > 0),
        "unpolled": and_(is_watched, _CURSOR.failures == 0, _CURSOR.last_success_at.is_(None)),
        "read": and_(is_watched, _CURSOR.failures == 0, _CURSOR.last_success_at.is_not(None)),
    }
    return conditions[value]


def _suppliers() -> list[tuple[str, str]]:
    """Return the suppliers that have a feed."""
    query = select(Supplier.id, Supplier.name).where(select(Feed.id).where(Feed.supplier_id == Supplier.id).exists())
    return [(str(row.id), row.name) for row in db.session.execute(query.order_by(Supplier.name_key))]


def _services() -> list[tuple[str, str]]:
    """Return the services for which a feed speaks."""
    spoken_for = select(FeedService.id).where(FeedService.service_id == Service.id, FeedService.withdrawn_at.is_(None))
    query = select(Service.id, Service.number, Service.name).where(spoken_for.exists()).order_by(Service.name_key)
    return [(str(row.id), f"{row.number} {row.name}") for row in db.session.execute(query)]


def _speaks_for(feed_id: ColumnElement[int], service: str) -> ColumnElement[bool]:
    query = select(FeedService.feed_id).where(
        FeedService.service_id == int(service), FeedService.withdrawn_at.is_(None)
    )
    return feed_id.in_(query)


def feed_listing(now: datetime) -> Listing:
    """Return the list of feeds, with their health as it is at ``now``."""
    return Listing(
        columns=(
            Column(
                "number",
                "Number",
                lambda row: row.Feed.number,
                _FEED.number,
                href=lambda row: url_for("feeds.show", number=row.Feed.number),
            ),
            Column("name", "Name", lambda row: row.Feed.name, _FEED.name, kind="name"),
            Column("supplier", "Supplier", lambda row: row.Feed.supplier.name, kind="name"),
            Column("health", "Health", lambda row: _health(row, now)),
            Column("last", "Last read", lambda row: row.FeedCursor and row.FeedCursor.last_success_at, kind="time"),
            Column("next", "Next poll", lambda row: row.FeedCursor and row.FeedCursor.next_at, kind="time"),
            Column("state", "State", lambda row: row.Feed.state, kind="chip"),
        ),
        key=_FEED.id,
        sort="name",
        filters=(
            Contains("q", "Name, number or address", (_FEED.name, _FEED.number, _FEED.url)),
            Choice(
                "supplier", "Supplier", _FEED.supplier_id, _suppliers, lambda value: _FEED.supplier_id == int(value)
            ),
            Choice("service", "Service", _FEED.id, _services, lambda value: _speaks_for(_FEED.id, value)),
            Choice(
                "health",
                "Health",
                _CURSOR.failures,
                (("failing", "failing"), ("unpolled", "never read"), ("read", "last poll worked")),
                _is_in_condition,
            ),
            Choice("kind", "Kind", _FEED.kind, (("auto", "polled"), ("manual", "kept by hand"))),
            Choice("state", "State", _FEED.state, (("active", "active"), ("retired", "retired"))),
        ),
    )


def _standing(release: Release) -> str:
    if release.withdrawn_at is not None:
        return "withdrawn"
    if release.is_baseline and not release.opens_work:
        return "baseline"
    return "opens_work" if release.opens_work else "filtered"


def _has_standing(value: str) -> ColumnElement[bool]:
    conditions = {
        "work": and_(_RELEASE.opens_work.is_(True), _RELEASE.withdrawn_at.is_(None)),
        "baseline": and_(_RELEASE.is_baseline.is_(True), _RELEASE.opens_work.is_(False)),
        "filtered": and_(_RELEASE.is_baseline.is_(False), _RELEASE.opens_work.is_(False)),
        "withdrawn": _RELEASE.withdrawn_at.is_not(None),
    }
    return conditions[value]


_STANDINGS = (
    ("work", "opens work"),
    ("baseline", "baseline"),
    ("filtered", "pre-release, filtered"),
    ("withdrawn", "withdrawn"),
)
_TYPES = (*((one, one) for one in RELEASE_TYPES), ("none", "not known yet"))

RELEASES = Listing(
    columns=(
        Column(
            "number",
            "Number",
            lambda one: one.number,
            _RELEASE.id,
            href=lambda one: url_for("releases.show", number=one.number),
        ),
        Column("name", "Release", lambda one: one.name, kind="name"),
        Column("supplier", "Supplier", lambda one: one.supplier.name, kind="name"),
        Column("type", "Type", lambda one: one.release_type),
        Column("announced", "Announced", lambda one: one.announced_at, _RELEASE.announced_at, kind="time"),
        Column("found", "Found", lambda one: one.found_at, _RELEASE.found_at, kind="time"),
        Column("production", "In production", lambda one: one.production_on, _RELEASE.production_on, kind="day"),
        Column("standing", "Standing", _standing, kind="chip"),
    ),
    key=_RELEASE.id,
    sort="-found",
    filters=(
        Contains("q", "Title or version", (_RELEASE.title, _RELEASE.release_version)),
        Choice("supplier", "Supplier", _RELEASE.supplier_id, _suppliers, lambda id_: _RELEASE.supplier_id == int(id_)),
        Choice("service", "Service", _RELEASE.feed_id, _services, lambda value: _speaks_for(_RELEASE.feed_id, value)),
        Choice(
            "type",
            "Type",
            _RELEASE.release_type,
            _TYPES,
            lambda value: _RELEASE.release_type.is_(None) if value == "none" else _RELEASE.release_type == value,
        ),
        Choice(
            "standing",
            "Standing",
            _RELEASE.opens_work,
            (
                ("work", "opens work"),
                ("baseline", "baseline"),
                ("filtered", "pre-release, filtered"),
                ("withdrawn", "withdrawn"),
            ),
            _has_standing,
        ),
        Dates("found", "Found", _RELEASE.found_at),
        Dates("production", "In production", _RELEASE.production_on),
    ),
)
