"""What each database needs so that no update, child or acknowledged signature is lost. One writer at a time on both.

SQLite's default transaction mode silently loses updates, so a writing transaction begins IMMEDIATE. PostgreSQL lets
writers run side by side, and rules that look at other rows (who signed before, which number is next) would have to be
proven for every pair of them; one lock at the start gives it the same order (decision page 009). Readers see one moment
of the data on both, and neither wait nor make anybody wait.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event

from app.base.db import is_writing

BUSY_MILLISECONDS = 5000
"""How long a writer waits for another one before the person is told that the portal is busy."""
STALLED_MILLISECONDS = 60_000
"""How long PostgreSQL lets a writer keep the one place and say nothing: its process sleeps, or is gone unheard."""
ONE_WRITER = 0x51_57_41_52_44
"""The number of the advisory lock that a writing transaction holds on PostgreSQL; locks belong to one database."""
BUSY = ("locked", "busy", "lock timeout")
"""What the databases say of a writer that waited in vain."""
FULL = ("disk is full", "No space left on device", "could not extend file")
"""What the databases say when there is no room left."""
GONE = ("connection failed", "connection is bad", "connection is closed", "server closed the connection")
"""What PostgreSQL's driver says when the server cannot be reached or the connection to it broke."""
_CONNECTING_SECONDS = 5
_UNHEARD_MILLISECONDS = 20_000
"""How long a server that fell silent is waited for before the connection counts as broken; by default it is hours."""
READ_COMMITTED, REPEATABLE_READ = 2, 3
"""PostgreSQL's isolation levels as its driver numbers them. A lone writer needs the first, a page the second."""


def options(url: str) -> dict[str, Any]:
    """Return how connections are kept: one to a server may have broken since, so it is tried before it is used."""
    return {} if url.startswith("sqlite") else {"pool_pre_ping": True}


def prepare(engine: Engine) -> None:
    """Attach what the engine's database needs to every connection and transaction."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "do_connect", _set_up_postgresql)
        event.listen(engine, "begin", _begin_postgresql)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "trusted_schema = OFF",
        f"busy_timeout = {BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    may_write = is_writing()
    remembered = connection.connection.info
    if remembered.get("may_write") is not may_write:
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if may_write else 'ON'}")
        remembered["may_write"] = may_write
    connection.exec_driver_sql("BEGIN IMMEDIATE" if may_write else "BEGIN DEFERRED")


def _set_up_postgresql(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
    # a commit that was answered must be on disk, whatever the server's own default is
    settings = ("synchronous_commit=on", f"lock_timeout={BUSY_MILLISECONDS}", "timezone=UTC", "client_encoding=UTF8")
    parameters.setdefault("connect_timeout", _CONNECTING_SECONDS)
    parameters.setdefault("tcp_user_timeout", _UNHEARD_MILLISECONDS)
    given = parameters.get("options")
    parameters["options"] = " ".join([*([given] if given else []), *(f"-c {one}" for one in settings)])


def _begin_postgresql(connection: Connection) -> None:
    may_write = is_writing()
    raw: Any = connection.connection.dbapi_connection
    # the driver says both with its BEGIN, so that they cost nothing
    raw.read_only = not may_write
    raw.isolation_level = READ_COMMITTED if may_write else REPEATABLE_READ
    if may_write:
        connection.exec_driver_sql(
            f"SELECT set_config('idle_in_transaction_session_timeout', '{STALLED_MILLISECONDS}', true), "
            f"pg_advisory_xact_lock({ONE_WRITER})"
        )
