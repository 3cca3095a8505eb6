"""Copies of a whole SQLite database: of one moment while others write, and whole or not there.

Also the copy that stands beside a database while it is migrated. Where it is still there at the next start, the
migration was cut off.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.base.files import sync_folder

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""

BEFORE_MIGRATION = ".before-migration"
"""How the name of the copy that stands beside a database ends."""
PAGES = 2000
"""How many pages are copied between two words about progress."""


class CopyRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """A database was not copied or put back; the message says why and what to do."""


def quiet(_what: str, _done: int, _of: int) -> None:
    """Say nothing about progress."""


def copy(source: Path, target: Path, tell: Progress = quiet) -> None:
    """Copy ``source``, which may be in use, as it stands now, to the new file ``target``; on disk when it returns."""
    with closing(_reading(source)) as origin, closing(sqlite3.connect(target)) as made:
        # one reading transaction around all pages: writers go on, and the copy shows none of their later work
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
        origin.backup(made, pages=PAGES, progress=lambda _, left, pages: tell("database", pages - left, pages), sleep=0)
        origin.execute("ROLLBACK")
        made.execute("PRAGMA journal_mode = DELETE")
    target.chmod(0o600)
    sync(target)


def put_into(source: Path, target: Path) -> None:
    """Make the database ``target`` equal to ``source`` in one transaction of SQLite's own: whole or not at all."""
    with closing(_reading(source)) as origin, closing(sqlite3.connect(target)) as other:
        origin.backup(other)


def sync(path: Path) -> None:
    """Make a file and its name survive a power cut."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
    sync_folder(path.parent)


def beside(database: Path) -> Path:
    """Return where the copy stands while ``database`` is migrated."""
    return database.with_name(database.name + BEFORE_MIGRATION)


def keep_beside(database: Path) -> None:
    """Copy the database beside itself. Raises CopyRefused where an earlier migration was cut off, or no room is."""
    kept = beside(database)
    if kept.exists():
        raise CopyRefused(cut_off(database))
    made = kept.with_name(f"{kept.name}.new")
    made.unlink(missing_ok=True)
    try:
        copy(database, made)
    except (OSError, sqlite3.Error) as problem:
        made.unlink(missing_ok=True)
        raise CopyRefused(
            f"The database could not be copied before its migration ({problem}), so nothing was migrated. Make room "
            f"for a second copy of it in {database.parent}, then run “bin/qualward prepare” again."
        ) from problem
    made.rename(kept)
    sync_folder(kept.parent)


def put_back(database: Path) -> None:
    """Put the copy from before a migration back, and take it away. Raises CopyRefused when that would lose events."""
    kept = beside(database)
    if _end_of_record(database) not in {None, _end_of_record(kept)}:
        raise CopyRefused(
            f"The copy {kept} from before a migration is older than the record in {database}, so it was not put back "
            "and nothing was changed. Verify the record; if it is intact, move the copy away, then run “bin/qualward "
            "prepare” again."
        )
    put_into(kept, database)
    forget(database)


def forget(database: Path) -> None:
    """Take the copy away once it is not needed any more."""
    beside(database).unlink(missing_ok=True)
    sync_folder(database.parent)


def cut_off(database: Path) -> str:
    """Return the sentence for a migration that was cut off."""
    return (
        "A migration of the database was cut off before its end. Nothing is lost: run “bin/qualward prepare”, which "
        f"puts the copy {beside(database)} from before the migration back and migrates again."
    )


def holds_events(database: Path) -> bool:
    """Tell whether the file is a database with a record in it."""
    if not database.exists():
        return False
    with closing(_reading(database)) as sql:
        try:
            return bool(sql.execute("SELECT EXISTS (SELECT 1 FROM ledger_event)").fetchone()[0])
        except sqlite3.OperationalError:
            return False


def _end_of_record(database: Path) -> tuple[int, str] | None:
    """Return size and last leaf of the record, or None where a half-done migration left none that can be read."""
    with closing(_reading(database)) as sql:
        try:
            found = sql.execute("SELECT size, prev FROM ledger_head").fetchone()
        except sqlite3.DatabaseError:
            return None
    return None if found is None else (found[0], found[1])


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
