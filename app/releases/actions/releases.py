"""What people say about a release after it was found: its type, a corrected note, that the vendor pulled it."""

from datetime import datetime

from app.base import canonical
from app.base.db import db
from app.content.words import RELEASE_TYPES
from app.records import kernel, trail
from app.releases.actions.manual import LONGEST_NOTE
from app.releases.actions.refused import Refused
from app.releases.models import NoteRevision, Release


def set_release_type(release: Release, release_type: str, reason: str) -> None:
    """Say which type of release it is. Raises Refused for an unknown type or the one on record."""
    _require_standing(release)
    if release_type not in RELEASE_TYPES:
        raise Refused(("release_type", "Choose a release type from the list."))
    if release.release_type == release_type:
        raise Refused(("release_type", "This type stands in the record already."))
    release.release_type = release_type
    trail.say(release, "releases.release.typed", reason)


def mark_unannounced(release: Release, reason: str) -> None:
    """Say that the vendor changed production without announcing it."""
    set_release_type(release, "unannounced", reason)


def edit_note(release: Release, text: str, reason: str, now: datetime, *, title: str | None = None) -> NoteRevision:
    """Correct the note by hand: a new note revision, so that an assessment of the old words comes back as new work.

    What was received stays as it was. The feed's own memory of the entry stays too: the next poll neither undoes this
    nor takes it for the vendor's edit. Raises Refused.
    """
    _require_standing(release)
    if not text.strip() or len(text) > LONGEST_NOTE:
        raise Refused(("note", "Enter the whole corrected note."))
    latest = release.notes[-1]
    if (text, title or latest.title) == (latest.body, latest.title):
        raise Refused(("note", "These are the words on record already."))
    payload = kernel.of(db.session()).files.put(text.encode())
    note = NoteRevision(
        release=release,
        position=latest.position + 1,
        title=title or latest.title,
        body=text,
        sha256=canonical.sha256(text),
        payload_sha256=payload.sha256,
        received_at=now,
    )
    db.session.add(note)
    what = {"sha256": payload.sha256, "size": payload.size, "name": "note.txt"}
    trail.say(note, "releases.note_revision.corrected", reason, files=[what])
    db.session.flush()
    return note


def withdraw_release(release: Release, reason: str, now: datetime) -> None:
    """Say that the vendor pulled the release. Nobody but a person says so: an entry that left a feed proves nothing."""
    if release.withdrawn_at is not None:
        raise Refused(("", f"{release.number} was withdrawn on {release.withdrawn_at:%d %b %Y} already."))
    release.withdrawn_at, release.withdrawn_because = now, reason
    trail.say(release, "releases.release.withdrawn", reason)


def reinstate_release(release: Release, reason: str) -> None:
    """Say that a withdrawn release stands after all."""
    if release.withdrawn_at is None:
        raise Refused(("", f"{release.number} was not withdrawn."))
    release.withdrawn_at = release.withdrawn_because = None
    trail.say(release, "releases.release.reinstated", reason)


def _require_standing(release: Release) -> None:
    if release.withdrawn_at is not None:
        raise Refused(("", f"{release.number} was withdrawn. Reinstate it before you change it."))
