"""Raw SQL past the product: what somebody with the database in hand can do."""

import sqlite3
from collections.abc import Sequence
from typing import Any, Self

from sqlalchemy import make_url

from app.records import guards
from config import Settings
from tests.databases import Cluster


class Hands:
    """A connection that no listener sees. ``?`` stands for a parameter on either database.

    With ``guards_off`` the triggers and foreign keys are gone, as for whoever owns the tables.
    """

    def __init__(self, settings: Settings, *, guards_off: bool = False) -> None:
        self._moves = ""
        self.is_sqlite = settings.database_url.startswith("sqlite")
        if self.is_sqlite:
            self._sql: Any = sqlite3.connect(
                settings.data_dir / "qualward.db", isolation_level=None, check_same_thread=False
            )
        else:
            assert Cluster.current is not None
            self._sql = Cluster.current.connect(make_url(settings.database_url).database or "")
        if guards_off:
            self._drop_guards()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sql.close()

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> Any:
        """Execute at once, each statement its own transaction; return the cursor."""
        if self.is_sqlite:
            return self._sql.execute(statement, parameters)
        return self._sql.execute(statement.replace("%", "%%").replace("?", "%s"), parameters)

    def tables(self) -> list[str]:
        """Return the names of all tables."""
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        if not self.is_sqlite:
            query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        return [name for (name,) in self.execute(query).fetchall()]

    def moves(self) -> str:
        """Return a text that changes with every commit of somebody else."""
        if self.is_sqlite:
            return str(self.execute("PRAGMA data_version").fetchone()[0])
        if not self._moves:
            each = "SELECT '{0}' AS name, count(*) AS rows, max(xmin::text::bigint) AS newest FROM {0}"
            every = " UNION ALL ".join(each.format(table) for table in self.tables())
            told = "string_agg(name || rows || ':' || coalesce(newest, 0), ' ' ORDER BY name)"
            self._moves = f"SELECT {told} FROM ({every}) AS found"
        return str(self.execute(self._moves).fetchone()[0])

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns."""
        found = self.execute(f"SELECT * FROM {table} LIMIT 0")
        return [one[0] for one in found.description]

    def close(self) -> None:
        """Let go."""
        self._sql.close()

    def restore_guards(self) -> None:
        """Put the triggers of the ledger back."""
        if self.is_sqlite:
            for trigger in guards.sqlite_triggers().values():
                self.execute(trigger)
            return
        for table in (*guards.WRITTEN_ONCE, "ledger_head"):
            self.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            for name in self._triggers(table):
                self.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")

    def _drop_guards(self) -> None:
        if self.is_sqlite:
            for (name,) in self.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                self.execute(f"DROP TRIGGER {name}")
            return
        self.execute("SET session_replication_role = replica")
        for table in (*guards.WRITTEN_ONCE, "ledger_head"):
            self.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def _triggers(self, table: str) -> list[str]:
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = ?::regclass AND NOT tgisinternal"
        return [name for (name,) in self.execute(query, (table,)).fetchall()]
