"""Reads about backups, named as questions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, case, func, select

from app.base.db import db
from app.records.losses import DeclaredLoss
from app.safekeeping.models import Backup, BackupCheck, Restore
from app.web.filters import Choice, Contains, Dates
from app.web.listing import Column, Listing

OUTCOMES = ("good", "faulty", "not checked")
"""What the newest check of a backup found."""

MOST = 50
"""Restores and losses on a page; there are hardly ever any."""


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


def backup(backup_id: int) -> Backup | None:
    """Return one backup."""
    return db.session.get(Backup, backup_id)


def backups() -> Select[Any]:
    """Return each backup with its newest check, to be narrowed by the list."""
    later = BackupCheck.__table__.alias("later_check")
    newest = select(func.max(later.c.id)).where(later.c.manifest_sha256 == Backup.manifest_sha256).scalar_subquery()
    query: Select[Any] = select(Backup, BackupCheck)  # type: ignore[assignment]  # a list's rows may be tuples
    return query.outerjoin(BackupCheck, BackupCheck.id == newest)


def checks() -> Select[Any]:
    """Return each check with its backup, where that is on record, to be narrowed by the list."""
    query: Select[Any] = select(BackupCheck, Backup)  # type: ignore[assignment]  # a list's rows may be tuples
    return query.outerjoin(Backup, Backup.manifest_sha256 == BackupCheck.manifest_sha256)


def checks_of(manifest_sha256: str) -> Sequence[BackupCheck]:
    """Return the checks of one backup, newest first."""
    query = select(BackupCheck).where(BackupCheck.manifest_sha256 == manifest_sha256)
    return db.session.scalars(query.order_by(BackupCheck.id.desc()).limit(MOST)).all()


def restores(manifest_sha256: str | None = None) -> Sequence[tuple[Restore, Backup | None]]:
    """Return the restores (from one backup, if one is named) with their backup where that is on record."""
    query = select(Restore, Backup).outerjoin(Backup, Backup.manifest_sha256 == Restore.manifest_sha256)
    if manifest_sha256 is not None:
        query = query.where(Restore.manifest_sha256 == manifest_sha256)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Restore.id.desc()).limit(MOST))]


def losses() -> Sequence[DeclaredLoss]:
    """Return the declared losses, newest first."""
    return db.session.scalars(select(DeclaredLoss).order_by(DeclaredLoss.id.desc()).limit(MOST)).all()


def outcome(check: BackupCheck | None) -> str:
    """Return what a check found, as a word."""
    return "not checked" if check is None else "good" if check.is_good else "faulty"


def listing() -> Listing:
    """Return the list of backups, newest first."""
    return Listing(
        columns=(
            Column("made", "Made", lambda row: row.Backup.made_at, Backup.made_at, kind="time"),
            Column("name", "Folder", lambda row: row.Backup.name, Backup.name, href=_address),
            Column("outcome", "Outcome", lambda row: outcome(row.BackupCheck), _outcome(), kind="chip"),
            Column("checked", "Checked", _checked_on, kind="day"),
            Column("head", "Ends at event", lambda row: row.Backup.head_size, Backup.head_size, kind="number"),
            Column("files", "Files", lambda row: row.Backup.files, Backup.files, kind="number"),
            Column("bytes", "Bytes", lambda row: row.Backup.bytes, Backup.bytes, kind="number"),
        ),
        key=Backup.id,
        sort="-made",
        filters=(
            Contains("q", "Folder or SHA-256", (Backup.name, Backup.manifest_sha256)),
            Choice("outcome", "Outcome", _outcome(), [(one, one) for one in OUTCOMES]),
            Dates("made", "Made", Backup.made_at),
        ),
    )


def check_listing() -> Listing:
    """Return the list of checks, newest first."""
    return Listing(
        columns=(
            Column("at", "Checked", lambda row: row.BackupCheck.checked_at, BackupCheck.checked_at, kind="time"),
            Column("outcome", "Outcome", lambda row: outcome(row.BackupCheck), _outcome(), kind="chip"),
            Column("backup", "Backup", lambda row: row.Backup.name if row.Backup else None, Backup.name),
            Column("sentence", "What was found", lambda row: row.BackupCheck.sentence),
            Column("sha256", "SHA-256 of its manifest", lambda row: row.BackupCheck.manifest_sha256),
        ),
        key=BackupCheck.id,
        sort="-at",
        filters=(
            Choice("outcome", "Outcome", _outcome(), [(one, one) for one in OUTCOMES[:2]]),
            Dates("at", "Checked", BackupCheck.checked_at),
        ),
        size=25,
    )


def _outcome() -> ColumnElement[str]:
    return case(
        (BackupCheck.is_good.is_(True), "good"), (BackupCheck.is_good.is_(False), "faulty"), else_="not checked"
    )


def _checked_on(row: Any) -> date | None:
    return row.BackupCheck.checked_at.date() if row.BackupCheck else None


def _address(row: Any) -> str:
    return url_for("backups.show", backup_id=row.Backup.id)
