"""A poll: one attempt on a feed, kept even when nothing changed or it failed; and where the next one starts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Model
from app.records.regulated import Regulated
from app.releases.models.feed import Feed


class Poll(Regulated):
    """What one attempt brought. ``outcome`` is baseline, new, changed, unchanged or failed; ``sentence`` says it."""

    __tablename__ = "poll"
    __record__ = "releases.poll"
    __is_append_only__ = True
    __table_args__ = (Index("ix_poll_feed", "feed_id", "id"),)

    feed_id: Mapped[int] = mapped_column(ForeignKey(Feed.id))
    at: Mapped[datetime]
    outcome: Mapped[str]
    sentence: Mapped[str]
    http_status: Mapped[int | None]
    payload_sha256: Mapped[str | None]
    payload_size: Mapped[int | None]
    entries: Mapped[int | None]
    new: Mapped[int]
    changed: Mapped[int]
    milliseconds: Mapped[int]


class FeedCursor(Model):
    """Where the next poll of a feed starts: validators, the last body's digest, failures in a row, when it is due.

    ``attempts`` grows with every poll: a result that was fetched before another poll finished is dropped. ``published``
    are the latest publishing dates seen, one a day, from which the feed's usual rhythm is judged.
    """

    __tablename__ = "feed_cursor"
    __table_args__ = (Index("ix_feed_cursor_next", "next_at"),)

    feed_id: Mapped[int] = mapped_column(ForeignKey(Feed.id), primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    body_sha256: Mapped[str | None]
    next_at: Mapped[datetime]
    failures: Mapped[int]
    attempts: Mapped[int]
    was_cut: Mapped[bool]
    last_success_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    published: Mapped[list[str]]
    last_sentence: Mapped[str | None]
