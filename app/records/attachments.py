"""Files that belong to a record: content-addressed, on disk before their row, never replaced."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.base import canonical
from app.base.db import db
from app.records import kernel, trail
from app.records.actor import Actor
from app.records.regulated import Regulated

LARGEST_FILE = 25 * 1024 * 1024
"""Bytes of one uploaded file."""


class FileRefused(ValueError):  # noqa: N818 - reads as the sentence it carries
    """The file cannot be kept; the message says why and what to do."""


class Attachment(Regulated):
    """One file of one record, with the name it came under."""

    __tablename__ = "attachment"
    __record__ = "records.attachment"
    __is_append_only__ = True

    record_type: Mapped[str] = mapped_column(index=True)
    record_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    note: Mapped[str | None]
    added_at: Mapped[datetime]
    added_by: Mapped[str]


def attach(
    record: Regulated, name: str, content: bytes, media_type: str, actor: Actor, now: datetime, note: str | None = None
) -> Attachment:
    """Keep ``content`` as a file of ``record``. Raises FileRefused for an empty, oversized or nameless file."""
    clean = fit_name(name, content)
    stored = kernel.of(db.session()).files.put(content)
    attachment = Attachment(
        record_type=record.__record__,
        record_id=record.id,
        name=clean[:200],
        media_type=media_type,
        sha256=stored.sha256,
        size=stored.size,
        note=note,
        added_at=now,
        added_by=actor.id,
    )
    db.session.add(attachment)
    what = {"sha256": stored.sha256, "size": stored.size, "name": clean[:200]}
    trail.say(attachment, "records.attachment.added", files=[what])
    return attachment


def fit_name(name: str, content: bytes) -> str:
    """Return the name under which a file may be kept. Raises FileRefused for what `attach` would not take.

    Asked before anything of the file is stored, so that a refused one leaves nothing behind.
    """
    clean = canonical.normal(name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    if not clean or any(ord(one) < 32 or one in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069" for one in clean):
        raise FileRefused(
            "The file's name is empty or holds characters that hide what it is. Rename it, then try again."
        )
    if not content:
        raise FileRefused(f"The file “{clean}” is empty. Choose the file again.")
    if len(content) > LARGEST_FILE:
        raise FileRefused(f"The file “{clean}” is larger than 25 MB. Keep it where it is and attach a reference to it.")
    return clean


def of(record_type: str, ids: Sequence[int]) -> list[Attachment]:
    """Return the files of these records, oldest first."""
    query = select(Attachment).where(Attachment.record_type == record_type, Attachment.record_id.in_(ids))
    return list(db.session.scalars(query.order_by(Attachment.id)))


def of_all(rows: Iterable[Regulated]) -> list[Attachment]:
    """Return the files of rows of any types in one query, by type, oldest first."""
    by_type: dict[str, list[int]] = {}
    for row in rows:
        by_type.setdefault(row.__record__, []).append(row.id)
    if not by_type:
        return []
    belongs = [and_(Attachment.record_type == name, Attachment.record_id.in_(ids)) for name, ids in by_type.items()]
    query = select(Attachment).where(or_(*belongs)).order_by(Attachment.record_type, Attachment.id)
    return list(db.session.scalars(query))
