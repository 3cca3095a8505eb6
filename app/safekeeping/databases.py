"""A whole database out into a backup and in again, whichever kind it is, and what stands in it at that moment."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, func, inspect, make_url, select, table

from app.base import copies, postgresql_programs, schema
from app.base.copies import Progress
from app.records.tables import LedgerEvent, LedgerHead
from app.safekeeping.manifest import POSTGRESQL, SQLITE
from config import Settings


@dataclass(frozen=True)
class Contents:
    """What a database holds: rows by table, the form of its tables, and the end of its ledger."""

    counts: Mapping[str, int]
    schema: str
    origin: str | None
    size: int
    head_note: str


def kind(settings: Settings) -> str:
    """Return the name that this installation's database has in a backup."""
    return SQLITE if make_url(settings.database_url).get_backend_name() == "sqlite" else POSTGRESQL


def path_of(settings: Settings) -> Path:
    """Return the file of an SQLite database."""
    return Path(make_url(settings.database_url).database or "")


def owner_address(settings: Settings) -> str:
    """Return the address that may read and restore everything."""
    return settings.owner_url or settings.database_url


def take_out(settings: Settings, folder: Path, tell: Progress) -> Contents:
    """Write the database, as it stands now, into the folder of a backup; return what it holds."""
    if kind(settings) == SQLITE:
        copies.copy(path_of(settings), folder / SQLITE, tell)
        return contents(f"sqlite:///{folder / SQLITE}")
    tell("database", 0, 1)
    engine = create_engine(owner_address(settings), isolation_level="REPEATABLE READ", poolclass=NullPool)
    with engine.connect() as connection:
        # the dump and the counts show the same moment
        snapshot = connection.execute(select(func.pg_export_snapshot())).scalar_one()
        found = _contents(connection)
        postgresql_programs.dump(owner_address(settings), folder / POSTGRESQL, snapshot, settings.postgresql_bin)
    return found


@contextmanager
def tried(settings: Settings, source: Path, place: Path) -> Iterator[Settings]:
    """Restore the database of a backup into a passing one; yield settings that lead there."""
    if source.name == SQLITE:
        shutil.copyfile(source, place / "qualward.db")
        yield replace(settings, data_dir=place, database_url=f"sqlite:///{place / 'qualward.db'}", owner_url="")
        return
    if kind(settings) == SQLITE:
        raise postgresql_programs.ProgramRefused(
            "This is a backup of a PostgreSQL database, and QUALWARD_DATABASE_URL names none. Set it, and the owner's "
            "address, to the server on which the backup is to be tried or restored."
        )
    with postgresql_programs.passing_database(owner_address(settings)) as address:
        postgresql_programs.restore(source, address, settings.postgresql_bin)
        yield replace(settings, data_dir=place, database_url=address, owner_url=address)


def contents(address: str) -> Contents:
    """Return what the database of an address holds."""
    with create_engine(address, poolclass=NullPool).connect() as connection:
        return _contents(connection)


def _contents(connection: Connection) -> Contents:
    names = sorted(inspect(connection).get_table_names())
    counts = {name: connection.execute(select(func.count()).select_from(table(name))).scalar_one() for name in names}
    first = connection.execute(select(LedgerEvent.body).where(LedgerEvent.seq == 1)).scalar_one_or_none()
    last = select(LedgerEvent.head_note).order_by(LedgerEvent.seq.desc()).limit(1)
    return Contents(
        counts,
        schema.revision(connection) or "",
        None if first is None else str(json.loads(first)["origin"]),
        connection.execute(select(LedgerHead.size)).scalar_one(),
        connection.execute(last).scalar_one_or_none() or "",
    )
