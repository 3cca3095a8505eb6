"""Releases and their note revisions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.releases.models import Feed, FeedService, NoteRevision, Release
from app.releases.rules.note_diff import Mark, changed_rows, diff
from app.suppliers.models import Service


def release(number: str) -> Release | None:
    """Return the release of this number (REL-000012) with its feed and supplier."""
    around = (joinedload(Release.feed).joinedload(Feed.supplier), joinedload(Release.supplier))
    found = db.session.get(Release, int(number.rpartition("-")[2]), options=around)
    return found if found is not None and found.number == number else None


def note_revision(release: Release, position: int) -> NoteRevision | None:
    """Return one text of the note."""
    return db.session.scalar(
        select(NoteRevision).where(NoteRevision.release_id == release.id, NoteRevision.position == position)
    )


def note_revisions(release: Release) -> Sequence[NoteRevision]:
    """Return every text of the note, newest first."""
    query = select(NoteRevision).where(NoteRevision.release_id == release.id)
    return db.session.scalars(query.order_by(NoteRevision.position.desc())).all()


def revisions_with_diffs(release: Release) -> list[tuple[NoteRevision, list[tuple[str, str]]]]:
    """Return every text of the note, newest first, each with the lines that changed against the one before."""
    found = note_revisions(release)
    older = [*found[1:], None]
    return [(one, _changed(before, one) if before else []) for one, before in zip(found, older, strict=True)]


def _changed(before: NoteRevision, after: NoteRevision) -> list[tuple[str, str]]:
    marks = {Mark.ADDED: "+", Mark.REMOVED: "-", Mark.KEPT: " "}
    return [(marks[row.mark], row.text) for row in changed_rows(diff(before.body, after.body))]


def services_of(release: Release) -> Sequence[Service]:
    """Return the services for which the release's feed speaks now."""
    query = select(Service).join(FeedService, FeedService.service_id == Service.id)
    query = query.where(FeedService.feed_id == release.feed_id, FeedService.withdrawn_at.is_(None))
    return db.session.scalars(query.order_by(Service.id)).all()


def releases_of_service(service: Service, count: int = 10) -> Sequence[Release]:
    """Return the releases found last by the feeds that speak for a service."""
    feeds = select(FeedService.feed_id).where(FeedService.service_id == service.id, FeedService.withdrawn_at.is_(None))
    query = select(Release).where(Release.feed_id.in_(feeds))
    return db.session.scalars(query.order_by(Release.id.desc()).limit(count)).all()
