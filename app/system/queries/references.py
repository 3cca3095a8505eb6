"""Which records refer to a record, through its parts and theirs: read from the foreign keys of the tables."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, select

from app.base.db import db
from app.records.regulated import Regulated, record_types
from app.system.rules.registry import Registry

Key = tuple[str, int]


class References:
    """Who refers to whom. Parts count for the record they are kept with; people and the kernel's rows hold nothing."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._kinds = record_types()
        self._by_table = {kind.__tablename__: name for name, kind in self._kinds.items()}

    def to(self, record: str, identifier: int) -> set[Key]:
        """Return the records, other than itself, that refer to this one or to a part of it."""
        found: set[Key] = set()
        waiting, seen = [(record, identifier)], {(record, identifier)}
        while waiting:
            for name, other in self._referring(*waiting.pop()):
                if (name, other) in seen:
                    continue
                seen.add((name, other))
                if self._owner(name) == record:
                    waiting.append((name, other))
                else:
                    found |= self._roots(name, other)
        return found - {(record, identifier)}

    def _owner(self, record: str) -> str | None:
        """Return the type that a part is kept with; None for a record of its own."""
        found = self._registry.type_named(record)
        return found.part_of if found else None

    def _referring(self, record: str, identifier: int) -> Iterator[Key]:
        for name, column in self._columns_to(self._kinds[record]):
            kind = self._kinds[name]
            yield from ((name, one) for one in db.session.scalars(select(kind.id).where(column == identifier)))

    def _columns_to(self, kind: type[Regulated]) -> Iterator[tuple[str, Column[int]]]:
        for name, other in self._kinds.items():
            table = other.__table__
            if not isinstance(table, Table):
                continue
            for column in table.columns:
                if any(key.column.table is kind.__table__ for key in column.foreign_keys):
                    yield name, column

    def _roots(self, record: str, identifier: int) -> set[Key]:
        """Climb from a part to the record it is kept with, by the foreign keys that lead towards it."""
        owner = self._owner(record)
        if owner is None:
            return {(record, identifier)}
        found: set[Key] = set()
        kind = self._kinds[record]
        for column in kind.__table__.columns:
            for key in column.foreign_keys:
                name = self._by_table.get(key.column.table.name, "")
                if name == owner or (self._owner(name) == owner and name != record):
                    parent = db.session.scalar(select(column).where(kind.id == identifier))
                    if parent is not None:
                        found |= {(name, parent)} if name == owner else self._roots(name, parent)
        return found or {(record, identifier)}
