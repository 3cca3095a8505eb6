"""The kernel's own tables: the ledger and its head, frozen revisions, and the counters of spoken numbers."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Model


class LedgerEvent(Model):
    """One event. ``body`` is the exact canonical text; no second UNIQUE column, or REPLACE passes the insert guard.

    ``record``, ``actor_id``, ``act`` and ``ts`` repeat parts of the body, so that people can look things up;
    verification compares them with it.
    """

    __tablename__ = "ledger_event"

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    head_note: Mapped[str | None] = mapped_column(Text)
    record: Mapped[str] = mapped_column(Text, index=True)
    actor_id: Mapped[str] = mapped_column(Text, index=True)
    act: Mapped[str] = mapped_column(Text, index=True)
    ts: Mapped[datetime] = mapped_column(index=True)


class LedgerHead(Model):
    """The one row that appending locks: size, compact range (hexadecimal, joined by spaces), last leaf and time."""

    __tablename__ = "ledger_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    frontier: Mapped[str] = mapped_column(Text)
    prev: Mapped[str] = mapped_column(Text)
    last_ts: Mapped[datetime | None]


class Revision(Model):
    """A frozen canonical copy of a record as it was shown to a signer. Written once; ``sha256`` is over ``body``."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, unique=True)
    record_type: Mapped[str] = mapped_column(Text)
    record_id: Mapped[int]
    record_version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]


class RecordCounter(Model):
    """The last number given out for a prefix (and year), so that two people never get the same one."""

    __tablename__ = "record_counter"

    prefix: Mapped[str] = mapped_column(Text, primary_key=True)
    last: Mapped[int]
