"""Restoring: the files first, then the database, so that no row ever names a file that is not there."""

import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import NullPool, create_engine, inspect

from app.base import copies, postgresql_programs
from app.base.copies import Progress
from app.base.db import db
from app.base.files import FileStore, sync_folder
from app.records import trail
from app.safekeeping import databases
from app.safekeeping.manifest import FILES, SQLITE, Manifest
from app.safekeeping.models import Restore
from config import Settings


class RestoreRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """Nothing was restored; the message says why and what to do."""


def require_room(settings: Settings, told: Manifest, *, is_set_aside: bool) -> None:
    """Refuse to restore over a database that holds anything. Raises RestoreRefused."""
    if databases.kind(settings) != told.database:
        raise RestoreRefused(
            f"This is a backup of another kind of database ({told.database}) than QUALWARD_DATABASE_URL names. Set it "
            "to a database of the same kind."
        )
    if told.database == SQLITE:
        path = databases.path_of(settings)
        if copies.holds_events(path) and not is_set_aside:
            raise RestoreRefused(
                f"The database {path} holds a record, so nothing was restored over it. Stop the portal and its clock, "
                "then use --set-aside: the present database is kept beside under another name."
            )
        return
    with create_engine(databases.owner_address(settings), poolclass=NullPool).connect() as connection:
        if inspect(connection).get_table_names():
            raise RestoreRefused(
                "The database of QUALWARD_DATABASE_URL is not empty, so nothing was restored over it. Make an empty "
                "one (docs/operating.md) and let both addresses name it; the present one stays as it is."
            )


def restore(folder: Path, told: Manifest, settings: Settings, now: datetime, tell: Progress) -> Path | None:
    """Put a checked backup in place; return where the database that stood there was set aside, if one was."""
    store = FileStore(settings.data_dir / "files")
    with store.keeping():
        return _put_back(folder, told, settings, now, tell)


def _put_back(folder: Path, told: Manifest, settings: Settings, now: datetime, tell: Progress) -> Path | None:
    store = FileStore(settings.data_dir / "files")
    for done, name in enumerate(told.digests, 1):
        store.put_back((folder / FILES / name[:2] / name).read_bytes())
        tell("files", done, len(told.digests))
    tell("database", 0, 1)
    if told.database == SQLITE:
        return _put_sqlite(folder / SQLITE, databases.path_of(settings), now)
    address = databases.owner_address(settings)
    postgresql_programs.restore(folder / told.database, address, settings.postgresql_bin)
    return None


def record_restore(sha256: str, size: int, now: datetime) -> Restore:
    """Put a restore on record."""
    made = Restore(manifest_sha256=sha256, head_size=size, restored_at=now)
    db.session.add(made)
    trail.say(made, "safekeeping.restore.recorded")
    return made


def _put_sqlite(source: Path, target: Path, now: datetime) -> Path | None:
    target.parent.mkdir(parents=True, exist_ok=True)
    made = target.with_name(f".new-{target.name}")
    shutil.copyfile(source, made)
    made.chmod(0o600)
    copies.sync(made)
    aside = _set_aside(target, now)
    made.rename(target)
    sync_folder(target.parent)
    return aside


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Give the database that stands there, and all that belongs to it, another name; return it if there was one."""
    aside = target.with_name(f"{target.name}.set-aside-{now:%Y%m%dT%H%M%SZ}")
    had_one = target.exists()
    for ending in ("", "-wal", "-shm", copies.BEFORE_MIGRATION):
        part = target.with_name(target.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside if had_one else None
