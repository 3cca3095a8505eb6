"""Entering a release by hand: from a vendor's mail, its portal, or what somebody saw change in production."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from app.base import canonical
from app.base.db import db
from app.content.words import RELEASE_TYPES
from app.records import kernel, trail
from app.records.actor import Actor
from app.records.attachments import attach, fit_name
from app.releases.actions.production import date_problems
from app.releases.actions.refused import refuse_if
from app.releases.models import Feed, NoteRevision, Release
from app.releases.rules.prerelease import prerelease_word
from app.releases.rules.versions import version_in

LONGEST_TITLE = 300
LONGEST_NOTE = 200_000
"""Characters of a note typed or pasted by a person."""


@dataclass(frozen=True)
class VendorFile:
    """The file in which the vendor told of the release, as it came."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class ReleaseDetails:
    """A release as a person enters it. ``source`` says where the note was found; ``production_on`` may be unknown."""

    title: str
    note: str
    source: str
    release_version: str = ""
    url: str = ""
    release_type: str | None = None
    announced_at: datetime | None = None
    production_on: date | None = None
    production_certainty: str = "unknown"
    is_live_before_announcement: bool = False


def record_release(
    feed: Feed, details: ReleaseDetails, file: VendorFile | None, actor: Actor, now: datetime
) -> Release:
    """Enter a release with its note, and the vendor's file where there is one. Raises Refused or FileRefused.

    The note's text is kept by its hash like a polled payload, so an assessment always finds what it was made from.
    """
    refuse_if(_problems(feed, details, now))
    name = fit_name(file.name, file.content) if file else "note.txt"
    payload = kernel.of(db.session()).files.put(file.content if file else details.note.encode())
    version = details.release_version or version_in(details.title, "", details.url)
    note_sha256 = _digest(details.title, version, details.note)
    release = Release(
        feed=feed,
        supplier_id=feed.supplier_id,
        uid=f"manual:{now:%Y%m%dT%H%M%S}:{note_sha256[:16]}",
        title=details.title,
        release_version=version,
        url=details.url,
        release_type=details.release_type,
        announced_at=details.announced_at,
        found_at=now,
        production_on=details.production_on,
        production_certainty=details.production_certainty,
        is_prerelease=bool(prerelease_word(details.title, version)),
        is_baseline=False,
        opens_work=True,
        why=f"Entered by hand: {details.source}",
        entry_sha256=note_sha256,
        note_sha256=note_sha256,
    )
    db.session.add(release)
    trail.say(release, "releases.release.recorded", details.source)
    note = NoteRevision(
        release=release,
        position=1,
        title=details.title,
        body=details.note,
        sha256=canonical.sha256(details.note),
        payload_sha256=payload.sha256,
        received_at=now,
    )
    db.session.add(note)
    trail.say(
        note,
        "releases.note_revision.recorded",
        details.source,
        files=[{"sha256": payload.sha256, "size": payload.size, "name": name}],
    )
    db.session.flush()
    if file is not None:
        attach(release, file.name, file.content, file.media_type, actor, now, note=details.source)
        db.session.flush()
    return release


def _problems(feed: Feed, details: ReleaseDetails, now: datetime) -> Iterator[tuple[str, str]]:
    if feed.kind != "manual":
        yield "feed", f"{feed.number} is polled. Choose a feed that is kept by hand, or register one for this supplier."
    elif not feed.is_active:
        yield "feed", f"{feed.number} is retired. Reactivate it, or choose another feed."
    yield from _word_problems(details)
    if details.release_type is not None and details.release_type not in RELEASE_TYPES:
        yield "release_type", "Choose a release type from the list."
    if details.announced_at is not None and details.announced_at > now:
        yield "announced_at", "The announcement lies in the future. Enter the day on which the vendor told you."
    yield from date_problems(
        details.production_on,
        details.production_certainty,
        details.announced_at,
        is_confirmed=details.is_live_before_announcement,
    )


def _word_problems(details: ReleaseDetails) -> Iterator[tuple[str, str]]:
    if not details.title or len(details.title) > LONGEST_TITLE:
        yield "title", f"Give the release a title of at most {LONGEST_TITLE} letters, as the vendor calls it."
    if not details.note.strip() or len(details.note) > LONGEST_NOTE:
        yield "note", "Enter what the vendor wrote, or what was seen; the assessment is made from these words."
    if not details.source.strip():
        yield "source", "Say where the note was found: the mail, the portal, who saw it."
    if details.url and not details.url.lower().startswith(("http://", "https://")):
        yield "url", "Write the address of the note with https://, or leave it empty."


def _digest(title: str, version: str, note: str) -> str:
    return sha256(canonical.canonical({"text": note, "title": title, "version": version}).encode()).hexdigest()
