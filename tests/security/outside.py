"""What lies outside a scope: found by walking the keys of the rows themselves, and planted with a word of its own.

This knows nothing of how the product narrows. A row belongs to the services that its keys lead to, else to suppliers.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Column, Table, Text

from app.base import canonical
from app.base.db import Base
from app.inspection.rules.sight import OUT_OF_SIGHT
from app.records.regulated import record_types
from tests.hands import Hands

OUTSIDE = "strandlaeufer"
"""Stands in every text of every row outside the scope."""

Key = tuple[str, int]

KEPT = {
    *("number", "state", "kind", "record_type", "record", "act", "actor_id", "signer_id", "person_id", "subject_type"),
    *(
        "subject_id",
        "scope",
        "value",
        "severity",
        "sha256",
        "payload_sha256",
        "prefix",
        "open_key",
        "tier",
        "level",
        "fit",
    ),
}
"""Text by which rows are found; a word in it would hide the row rather than mark it."""


@dataclass(eq=False)
class Outside:
    """The rows of a database, and which of them lie outside of ``scope`` (suppliers and services)."""

    hands: Hands
    scope: frozenset[Key]

    @cached_property
    def rows(self) -> dict[str, dict[Any, dict[str, Any]]]:
        """Every row of every mapped table by its id."""
        return {name: self._rows(table) for name, table in Base.metadata.tables.items() if name in self.hands.tables()}

    def is_outside(self, table: str, identifier: Any) -> bool:
        """Tell whether a row belongs to a supplier or service, and to none of the scope."""
        owners = self.owners(table, identifier)
        return bool(owners) and not owners & self.scope

    @cache  # noqa: B019 - one object a test
    def owners(self, table: str, identifier: Any) -> frozenset[Key]:
        """Return the services, else the suppliers, to which a row belongs; none for a row of the company."""
        row = self.rows[table].get(identifier, {})
        if table in {"supplier", "service"}:
            return frozenset({(table, identifier)})
        if table == "feed":
            speaks = {
                ("service", one["service_id"])
                for one in self.rows["feed_service"].values()
                if one["feed_id"] == identifier
            }
            return frozenset(speaks or {("supplier", row["supplier_id"])})
        if table == "release":
            return self.owners("feed", row["feed_id"])
        found = [one for name, key in self._leads(table, row) if (one := self.owners(name, key))]
        return min(found, key=len, default=frozenset())

    def plant(self) -> list[str]:
        """Mark every text of every row outside the scope, or of a table that is not of one record; return what was."""
        planted = []
        for name, rows in self.rows.items():
            columns = [one.name for one in Base.metadata.tables[name].columns if _is_text(one)]
            for identifier in rows:
                if columns and (name in OUT_OF_SIGHT or self._is_of_nobody_in_scope(name, identifier)):
                    self._mark(name, identifier, columns)
                    planted += [f"{name}.{one}" for one in columns]
        return planted

    def _is_of_nobody_in_scope(self, name: str, identifier: Any) -> bool:
        row = self.rows[name][identifier]
        is_many = name == "ledger_event" and ".batch/" in row["record"]
        is_loose = name in {"alarm", "legal_hold"} and not self.owners(name, identifier)
        return is_many or is_loose or self.is_outside(name, identifier)

    def _mark(self, name: str, identifier: Any, columns: list[str]) -> None:
        key = "seq" if name == "ledger_event" else "id"
        for column in columns:
            word = f"{OUTSIDE} {name} {column} {identifier}"
            old = self.rows[name][identifier][column]
            new = _in_event(old, word) if (name, column) == ("ledger_event", "body") else f"{old or ''} {word}"
            self.hands.execute(f'UPDATE {name} SET "{column}" = ? WHERE {key} = ?', (new, identifier))

    def _leads(self, table: str, row: dict[str, Any]) -> Iterator[Key]:
        """Yield the rows to which a row's keys lead, and the record that it names."""
        for column in Base.metadata.tables[table].columns:
            for one in column.foreign_keys:
                target = one.column.table.name
                if (
                    target != "person"
                    and row.get(column.name) is not None
                    and (target, row[column.name]) != (table, row.get("id"))
                ):
                    yield target, row[column.name]
        for kind, identifier in (("record_type", "record_id"), ("subject_type", "subject_id")):
            if kind in row:
                yield from _record(row[kind], row[identifier])
        if table == "ledger_event":
            yield from _record(*row["record"].split("/", 1))
        if table == "legal_hold" and row["scope"] in {"supplier", "service"}:
            yield from (
                (row["scope"], at) for at, one in self.rows[row["scope"]].items() if one["number"] == row["value"]
            )

    def _rows(self, table: Table) -> dict[Any, dict[str, Any]]:
        names = self.hands.columns(table.name)
        found = self.hands.execute(f"SELECT * FROM {table.name}").fetchall()
        every = [dict(zip(names, row, strict=True)) for row in found]
        key = "seq" if table.name == "ledger_event" else "id"
        return {row[key]: row for row in every} if key in names else {}


def _record(kind: str, identifier: Any) -> Iterator[Key]:
    model = record_types().get(kind)
    if model is not None and str(identifier).isdecimal():
        yield model.__tablename__, int(identifier)


def _is_text(column: Column[Any]) -> bool:
    return type(column.type) is Text and column.name not in KEPT and not column.name.endswith("sha256")


def _in_event(body: str, word: str) -> str:
    return canonical.canonical({**json.loads(body), "reason": word})
