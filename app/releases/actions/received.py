"""Recording what a poll brought: new releases in bulk, edited notes one by one, all from one payload.

Nobody chooses here; `rules.novelty` has judged. An entry that left the feed is not looked for, so nothing is withdrawn.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.base import canonical
from app.base.db import db
from app.records import trail
from app.releases.feeds.entries import Entry
from app.releases.models import NoteRevision, Release
from app.releases.rules.novelty import Judgement

Row = dict[str, object]

FEW = 20
"""New releases of one poll that are recorded one by one."""


def add_releases(
    feed_id: int,
    supplier_id: int,
    judged: Sequence[Judgement[Entry]],
    payload_sha256: str,
    now: datetime,
    *,
    is_baseline: bool,
) -> list[int]:
    """Record new entries with their first notes; return the releases' ids.

    A few are recorded each with an event of its own, so that the release's history begins with it; a baseline and a
    flood take two events however many they are.
    """
    if not is_baseline and len(judged) <= FEW:
        return [_add_one(feed_id, supplier_id, one, payload_sha256, now) for one in judged]
    act = "baseline_recorded" if is_baseline else "found"
    rows = [_release(feed_id, supplier_id, one, now, is_baseline=is_baseline) for one in judged]
    ids = trail.insert_many(Release, rows, f"releases.release.{act}")
    notes = [_note(one, 1, item.entry, payload_sha256, now) for one, item in zip(ids, judged, strict=True)]
    trail.insert_many(NoteRevision, notes, "releases.note_revision.received")
    return ids


def revise_releases(feed_id: int, judged: Sequence[Judgement[Entry]], payload_sha256: str, now: datetime) -> None:
    """Record edited entries: each a new note revision of its release, which carries the new title and version."""
    session = db.session()
    by_uid = {one.uid: one for one in judged}
    for release in session.scalars(select(Release).where(Release.feed_id == feed_id, Release.uid.in_(by_uid))):
        judgement = by_uid[release.uid]
        note = NoteRevision(
            **_note(release.id, _next_position(session, release.id), judgement.entry, payload_sha256, now)
        )
        session.add(note)
        trail.say(note, "releases.note_revision.received", judgement.novelty.reason)
        _take_over(release, judgement)
    session.flush()


def _add_one(feed_id: int, supplier_id: int, judgement: Judgement[Entry], payload_sha256: str, now: datetime) -> int:
    session = db.session()
    release = Release(**_release(feed_id, supplier_id, judgement, now, is_baseline=False))
    session.add(release)
    trail.say(release, "releases.release.found", judgement.novelty.reason)
    session.flush()
    note = NoteRevision(**_note(release.id, 1, judgement.entry, payload_sha256, now))
    session.add(note)
    trail.say(note, "releases.note_revision.received")
    session.flush()
    return release.id


def _take_over(release: Release, judgement: Judgement[Entry]) -> None:
    entry = judgement.entry
    release.title, release.release_version, release.url = entry.title, entry.version, entry.url
    release.is_prerelease = entry.is_prerelease
    release.opens_work = release.opens_work or judgement.opens_work
    release.why = judgement.novelty.reason
    release.entry_sha256, release.note_sha256 = entry.sha256, entry.note_sha256
    trail.say(release, "releases.release.edited_by_vendor", judgement.novelty.reason)


def _next_position(session: Session, release_id: int) -> int:
    query = select(func.max(NoteRevision.position)).where(NoteRevision.release_id == release_id)
    return (session.scalar(query) or 0) + 1


def _release(feed_id: int, supplier_id: int, judgement: Judgement[Entry], now: datetime, *, is_baseline: bool) -> Row:
    entry = judgement.entry
    return {
        "feed_id": feed_id,
        "supplier_id": supplier_id,
        "uid": judgement.uid,
        "title": entry.title,
        "release_version": entry.version,
        "url": entry.url,
        "announced_at": entry.published or entry.updated,
        "found_at": now,
        "production_certainty": "unknown",
        "is_prerelease": entry.is_prerelease,
        "is_baseline": is_baseline,
        "opens_work": judgement.opens_work,
        "why": judgement.novelty.reason,
        "entry_sha256": entry.sha256,
        "note_sha256": entry.note_sha256,
    }


def _note(release_id: int, position: int, entry: Entry, payload_sha256: str, now: datetime) -> Row:
    return {
        "release_id": release_id,
        "position": position,
        "title": entry.title,
        "body": entry.text,
        "sha256": canonical.sha256(entry.text),
        "payload_sha256": payload_sha256,
        "received_at": now,
    }
