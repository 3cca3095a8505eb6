"""What is kept of a feed's entries, as the judgement of novelty compares with them."""

from sqlalchemy import select

from app.base.db import db
from app.releases.models import Release
from app.releases.rules.known import Known


def known_entries(feed_id: int) -> dict[str, Known]:
    """Return what is kept of every entry of a feed, by the id it is kept under."""
    query = select(
        Release.uid,
        Release.title,
        Release.release_version,
        Release.url,
        Release.announced_at,
        Release.entry_sha256,
        Release.note_sha256,
    ).where(Release.feed_id == feed_id)
    return {row[0]: Known(*row) for row in db.session.execute(query)}
