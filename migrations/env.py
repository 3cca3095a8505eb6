"""Alembic's environment. Foreign keys are off while tables are rebuilt, and checked afterwards.

With foreign keys on, a batch migration that rebuilds a parent deletes its children.
"""

from alembic import context
from sqlalchemy import Connection, text

from app.base.db import Base, db, unguarded_writes


def _run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).fetchall()):
        raise RuntimeError(
            f"The migration would leave rows without their parents: {broken[:5]}. Restore the copy made before."
        )


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
