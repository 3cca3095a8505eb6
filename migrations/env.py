"""Alembic's environment. Foreign keys are off while tables are rebuilt, and checked afterwards.

With foreign keys on, a batch migration that rebuilds a parent deletes its children.
"""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from app.base.db import Base, db, unguarded_writes


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


with unguarded_writes(), db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.set_authorizer(None)
    try:
        _run(connection)
        connection.commit()
    finally:
        connection.invalidate()
