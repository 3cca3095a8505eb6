"""What the sweep has to do: releases without an assessment, note revisions without a round, production dates passed.

It is a pull: a crash between finding a release and assessing it loses nothing, and running twice finds nothing more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.base.db import db
from app.impact.lifecycle import OPEN
from app.impact.models import Assessment, AssessmentRound
from app.releases.models import FeedService, NoteRevision, Release
from app.suppliers.models import Service

_DATED = (*OPEN, "approved", "deferred")
"""States in which a production date still matters to the clock."""

_TIERED = tuple(one for one in OPEN if one != "in_approval")
"""States in which a newly signed tier of the service is taken over; a routed assessment is recalled by a person."""


@dataclass(frozen=True)
class Pair:
    """A release that speaks for a service, waiting for an assessment."""

    release_id: int
    service_id: int


@dataclass(frozen=True)
class Edit:
    """A note revision that its assessment has no round for."""

    assessment_id: int
    note_revision_id: int


@dataclass(frozen=True)
class Moved:
    """An assessment whose release now names another production date, or whose service has another tier."""

    assessment_id: int


@dataclass(frozen=True)
class Passed:
    """An assessment whose production date has passed."""

    assessment_id: int


Pending = Pair | Edit | Moved | Passed


def pending(now: datetime) -> Iterator[Pending]:
    """Yield everything that waits for the sweep at ``now``, oldest first. Each is one small transaction of its own."""
    yield from without_assessment()
    yield from without_round()
    yield from with_moved_facts()
    yield from with_passed_date(now.date())


def without_assessment() -> list[Pair]:
    """Return the releases of feeds that speak for an active service and have no assessment for it."""
    has_one = exists().where(Assessment.release_id == Release.id, Assessment.service_id == FeedService.service_id)
    has_note = exists().where(NoteRevision.release_id == Release.id)
    query = (
        select(Release.id, FeedService.service_id)
        .join(FeedService, FeedService.feed_id == Release.feed_id)
        .join(Service, Service.id == FeedService.service_id)
        .where(_is_news(), FeedService.withdrawn_at.is_(None), Service.state == "active", has_note, ~has_one)
        .order_by(Release.id, FeedService.service_id)
    )
    return [Pair(*row) for row in db.session.execute(query)]


def without_round() -> list[Edit]:
    """Return the note revisions newer than the last round of their assessment, in the order in which they came."""
    last = (
        select(AssessmentRound.assessment_id, func.max(NoteRevision.position).label("position"))
        .join(NoteRevision, NoteRevision.id == AssessmentRound.note_revision_id)
        .group_by(AssessmentRound.assessment_id)
        .subquery()
    )
    query = (
        select(Assessment.id, NoteRevision.id)
        .join(NoteRevision, NoteRevision.release_id == Assessment.release_id)
        .join(last, and_(last.c.assessment_id == Assessment.id, NoteRevision.position > last.c.position))
        .where(Assessment.state != "voided")
        .order_by(Assessment.id, NoteRevision.position)
    )
    return [Edit(*row) for row in db.session.execute(query)]


def with_moved_facts() -> list[Moved]:
    """Return the open assessments whose release has another production date since, or whose service another tier."""
    is_dated = and_(
        Assessment.state.in_(_DATED),
        Assessment.live_since.is_(None),
        Assessment.deferred_until.is_(None),
        Release.production_on.is_not(None),
        Release.production_certainty != "unknown",
    )
    is_other_date = or_(
        Assessment.production_on.is_distinct_from(Release.production_on),
        Assessment.production_certainty != Release.production_certainty,
    )
    is_other_tier = and_(Assessment.state.in_(_TIERED), Assessment.tier.is_distinct_from(Service.tier))
    query = (
        select(Assessment.id)
        .join(Release, Release.id == Assessment.release_id)
        .join(Service, Service.id == Assessment.service_id)
        .where(or_(and_(is_dated, is_other_date), is_other_tier))
        .order_by(Assessment.id)
    )
    return [Moved(one) for one in db.session.scalars(query)]


def with_passed_date(today: date) -> list[Passed]:
    """Return the assessments that the clock has to call live or live unassessed."""
    query = (
        select(Assessment.id)
        .where(
            Assessment.state.in_(_DATED),
            or_(Assessment.state == "approved", Assessment.live_since.is_(None)),
            Assessment.is_log_only.is_(False),
            Assessment.production_on <= today,
        )
        .order_by(Assessment.id)
    )
    return [Passed(one) for one in db.session.scalars(query)]


def _is_news() -> ColumnElement[bool]:
    return and_(Release.opens_work.is_(True), Release.withdrawn_at.is_(None))
