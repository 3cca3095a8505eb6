"""Rows for any table, built from its columns alone: what the migration rehearsal fills the house with."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

Row = tuple[Any, ...]

_BY_KIND = {"INTEGER": 1, "BIGINT": 1, "BOOLEAN": 0, "DATE": "2026-11-02", "BLOB": b"\x01" * 32}


def tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables of a database, parents before children."""
    found = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not name.startswith("sqlite_") and name != "alembic_version"
    ]
    ordered: list[str] = []
    while found:
        ready = [name for name in found if not (_parents(connection, name) - {name}) & set(found)]
        assert ready, f"these tables refer to each other in a circle: {found}"
        ordered += ready
        found = [name for name in found if name not in ready]
    return ordered


def fill(connection: sqlite3.Connection, count: int = 3) -> None:
    """Give every table at least ``count`` rows (the ledger's head keeps its one)."""
    for table in tables(connection):
        if table == "ledger_head":
            continue
        (present,) = connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
        for number in range(present + 1, count + 1):
            columns, row = _row(connection, table, number)
            connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})", row)
    connection.commit()


def contents(connection: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, as it stands."""
    found = {}
    for table in tables(connection):
        cursor = connection.execute(f"SELECT * FROM {table} ORDER BY 1")
        names = [one[0] for one in cursor.description]
        found[table] = [dict(zip(names, row, strict=True)) for row in cursor]
    return found


def _row(connection: sqlite3.Connection, table: str, number: int) -> tuple[str, Row]:
    parents = {link[3]: (link[2], link[4]) for link in connection.execute(f"PRAGMA foreign_key_list({table})")}
    names, values = [], []
    for _, name, kind, is_needed, default, is_key in connection.execute(f"PRAGMA table_info({table})"):
        if not is_needed and not is_key and name not in parents:
            continue
        if default is not None:
            continue
        names.append(f'"{name}"')
        values.append(_parent(connection, *parents[name], number) if name in parents else _value(kind, name, number))
    return ", ".join(names), tuple(values)


def _parent(connection: sqlite3.Connection, table: str, column: str | None, number: int) -> Any:
    keys = [key for (key,) in connection.execute(f"SELECT {column or 'id'} FROM {table} ORDER BY 1")]
    return keys[number - 1] if number <= len(keys) else None


def _value(kind: str, name: str, number: int) -> Any:
    if kind in {"INTEGER", "BIGINT"}:
        return number
    if kind.startswith("VARCHAR(24)"):
        return f"2026-11-02T09:00:0{number}.000Z"
    return _BY_KIND.get(kind, f"{name}-{number}")


def _parents(connection: sqlite3.Connection, table: str) -> set[str]:
    return {link[2] for link in connection.execute(f"PRAGMA foreign_key_list({table})")}


def lost(before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Name each row of a table that stands in both and is not the same in what both know."""
    for table in before.keys() & after.keys():
        if len(before[table]) > len(after[table]):
            yield f"{table}: {len(before[table])} rows became {len(after[table])}"
            continue
        for old, new in zip(before[table], after[table], strict=False):
            yield from _changed(table, old, new)


def _changed(table: str, old: dict[str, Any], new: dict[str, Any]) -> Sequence[str]:
    return [
        f"{table}.{name}: {old[name]!r} became {new[name]!r}"
        for name in old.keys() & new.keys()
        if old[name] != new[name]
    ]
