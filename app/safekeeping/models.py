"""What safekeeping puts on record: backups, checks of backups, and restores."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.records.regulated import Regulated

_BYTES = BigInteger().with_variant(Integer, "sqlite")


class Backup(Regulated):
    """A backup that was written whole. It is known by the SHA-256 of its manifest, wherever it was carried."""

    __tablename__ = "backup"
    __record__ = "safekeeping.backup"
    __is_append_only__ = True

    manifest_sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    head_size: Mapped[int] = mapped_column(_BYTES)
    files: Mapped[int]
    bytes: Mapped[int] = mapped_column(_BYTES)
    made_at: Mapped[datetime] = mapped_column(index=True)


class BackupCheck(Regulated):
    """A backup was restored into a place of its own and verified there (Annex 11, 7.2)."""

    __tablename__ = "backup_check"
    __record__ = "safekeeping.backup_check"
    __is_append_only__ = True

    manifest_sha256: Mapped[str] = mapped_column(index=True)
    is_good: Mapped[bool]
    sentence: Mapped[str]
    checked_at: Mapped[datetime] = mapped_column(index=True)


class Restore(Regulated):
    """The record was restored from a backup."""

    __tablename__ = "restore"
    __record__ = "safekeeping.restore"
    __is_append_only__ = True

    manifest_sha256: Mapped[str] = mapped_column(index=True)
    head_size: Mapped[int] = mapped_column(_BYTES)
    restored_at: Mapped[datetime]
