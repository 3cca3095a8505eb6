"""The first release's demo company, as its installation left it, on either database."""

import json
import tarfile
from dataclasses import replace
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import NullPool, Table, create_engine, func, insert, inspect, select, update

from app import create_app
from app.base.db import Base, db
from app.records.tables import LedgerHead
from config import Settings
from tests.conftest import settings_in
from tests.databases import OWNER, PORTAL, Cluster

PACKED = Path(__file__).parent / "first_release.tar.xz"


def unpack(folder: Path) -> tuple[Path, Settings]:
    """Return the backup, and the settings of a machine that has its key and its witness and nothing else."""
    with tarfile.open(PACKED) as packed:
        packed.extractall(folder, filter="data")
    settings = settings_in(folder, is_demo=True)
    settings.signing_key.chmod(0o600)
    return folder / "backup", settings


def on_postgresql(folder: Path) -> Settings:
    """Return the same record in a PostgreSQL database that the first release's migrations built."""
    backup, settings = unpack(folder)
    assert Cluster.current is not None
    name = Cluster.current.make()
    settings = replace(
        settings, database_url=Cluster.current.url(name, PORTAL), owner_url=Cluster.current.url(name, OWNER)
    )
    (backup / "files").rename(folder / "files")
    schema = json.loads((backup / "manifest.json").read_text())["schema"]
    with create_app(settings).app_context():
        upgrade(revision=schema)
        db.engine.dispose()
    _carry_over(f"sqlite:///{backup / 'database.sqlite'}", settings.owner_url)
    return settings


def _carry_over(source: str, target: str) -> None:
    """Copy every row, column by column as both know them, and let the numbers go on behind them."""
    here, there = create_engine(source, poolclass=NullPool), create_engine(target, poolclass=NullPool)
    with here.connect() as old, there.begin() as new:
        names = set(inspect(old).get_table_names())
        for table in Base.metadata.sorted_tables:
            if table.name not in names:
                continue
            columns = [table.c[one["name"]] for one in inspect(old).get_columns(table.name)]
            key = list(table.primary_key.columns)
            rows = [dict(row._mapping) for row in old.execute(select(*columns).order_by(*key))]
            if table.name == LedgerHead.__tablename__:
                new.execute(update(LedgerHead).values(**rows[0]))
            elif rows:
                new.execute(insert(table), rows)
                _go_on_behind(new, table)
    here.dispose()
    there.dispose()


def _go_on_behind(new, table: Table) -> None:
    if "id" in table.c and (sequence := new.scalar(select(func.pg_get_serial_sequence(table.name, "id")))):
        new.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
