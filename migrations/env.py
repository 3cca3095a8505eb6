"""Alembic's environment. Foreign keys are off while tables are rebuilt, and checked afterwards.

With foreign keys on, a batch migration that rebuilds a parent deletes its children.

Each migration is one transaction. On SQLite a copy stands beside a database that holds a record until all of them are
through: a failure puts it back at once, and after a kill `bin/qualward prepare` does.
"""

from pathlib import Path
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, text

from app.base import copies, schema
from app.base.db import Base, db, unguarded_writes
from app.base.engines import prepare
from app.records.guards import postgresql_rights
from app.records.regulated import record_types


def _finish_migration(ctx: MigrationContext, **_: Any) -> None:
    """End a migration inside its own transaction: no row without its parent, and the portal may use new tables."""
    _require_parents(ctx)
    if ctx.connection is not None and ctx.connection.dialect.name == "postgresql":
        _give_rights(ctx.connection)


def _require_parents(ctx: MigrationContext) -> None:
    """Check inside the migration's own transaction, so that one that loses parents is rolled back whole."""
    connection = ctx.connection
    if connection is None or connection.dialect.name != "sqlite":
        return
    if broken := connection.execute(text("PRAGMA foreign_key_check")).fetchall():
        raise RuntimeError(
            f"The migration would leave rows without their parents: {broken[:5]}. Nothing was changed by it."
        )


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
        on_version_apply=_finish_migration,
    )
    with context.begin_transaction():
        context.run_migrations()


def _give_rights(connection: Connection) -> None:
    """Let the portal's own role work with the tables there are now. Who owns them needs nothing given."""
    role = db.engine.url.username
    if role == connection.engine.url.username:
        return
    tables = inspect(connection).get_table_names()
    for statement in postgresql_rights(role, tables, {kind.__tablename__ for kind in record_types().values()}):
        connection.exec_driver_sql(statement)


def _owner() -> Engine:
    """Return the engine of the role that owns the tables: on SQLite, and without a setting, the portal's own."""
    url = current_app.config["QUALWARD"].owner_url
    if not url:
        return db.engine
    engine = create_engine(url, poolclass=NullPool)
    prepare(engine)
    return engine


def _kept(connection: Connection) -> Path | None:
    """Copy an SQLite database that holds a record and is about to move; return its path."""
    path = Path(connection.engine.url.database or "")
    if connection.dialect.name != "sqlite" or not copies.holds_events(path):
        return None
    try:
        wanted = context.get_revision_argument()
    except KeyError:  # a command that moves nothing
        return None
    if wanted == schema.revision(connection):
        return None
    connection.rollback()
    copies.keep_beside(path)
    return path


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.set_authorizer(None)
    try:
        _run(connection)
        if connection.dialect.name == "postgresql":
            _give_rights(connection)
        connection.commit()
    finally:
        connection.invalidate()


with unguarded_writes(), _owner().connect() as connection:
    kept = _kept(connection)
    try:
        _migrate(connection)
    except BaseException:
        if kept is not None:
            copies.put_back(kept)
        raise
    if kept is not None:
        copies.forget(kept)
