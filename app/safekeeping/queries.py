"""Reads about backups, named as questions."""

from datetime import datetime

from sqlalchemy import select

from app.base.db import db
from app.safekeeping.models import Backup, BackupCheck, Restore


def last_good(before: datetime | None = None) -> Backup | None:
    """Return the newest backup (made before a moment, if one is given) that no check found faulty."""
    faulty = select(BackupCheck.manifest_sha256).where(BackupCheck.is_good.is_(False))
    query = select(Backup).where(Backup.manifest_sha256.not_in(faulty))
    if before is not None:
        query = query.where(Backup.made_at < before)
    return db.session.scalars(query.order_by(Backup.made_at.desc(), Backup.id.desc()).limit(1)).first()


def last_checked() -> BackupCheck | None:
    """Return the newest check of any backup, good or not."""
    return db.session.scalars(select(BackupCheck).order_by(BackupCheck.id.desc()).limit(1)).first()


def last_restore() -> Restore | None:
    """Return the newest restore, if the record was ever restored."""
    return db.session.scalars(select(Restore).order_by(Restore.id.desc()).limit(1)).first()


def backup_of(manifest_sha256: str) -> Backup | None:
    """Return the backup with this manifest, if it was made here and put on record."""
    return db.session.scalar(select(Backup).where(Backup.manifest_sha256 == manifest_sha256))
