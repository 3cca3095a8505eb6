"""Alembic's environment. Foreign keys are off while tables are rebuilt, and checked afterwards.

With foreign keys on, a batch migration that rebuilds a parent deletes its children.
"""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from app.base.db import Base, db, unguarded_writes
from app.base.engines import prepare
from app.records.guards import postgresql_rights
from app.records.regulated import record_types


def _require_parents(ctx: MigrationContext, **_: Any) -> None:
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
        on_version_apply=_require_parents,
    )
    with context.begin_transaction():
        context.run_migrations()


def _give_rights(connection: Connection) -> None:
    """Let the portal's own role work with the tables there are now."""
    role = db.engine.url.username
    tables = inspect(connection).get_table_names()
    for statement in postgresql_rights(role, tables, {kind.__tablename__ for kind in record_types().values()}):
        connection.exec_driver_sql(statement)


def _owner() -> Engine:
    """Return the engine of the role that owns the tables: on SQLite, and without a setting, the portal's own."""
    url = current_app.config["QUALWARD"].owner_url
    if not url:
        return db.engine
    engine = create_engine(url)
    prepare(engine)
    return engine


with unguarded_writes(), _owner().connect() as connection:
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.set_authorizer(None)
    try:
        _run(connection)
        if connection.dialect.name == "postgresql":
            _give_rights(connection)
        connection.commit()
    finally:
        connection.invalidate()
