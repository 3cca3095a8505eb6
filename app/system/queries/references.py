"""Which records refer to a record, through its parts and theirs: read from the foreign keys, a table at a time."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Column, Table, select

from app.base.db import db
from app.records.regulated import Regulated, record_types
from app.system.rules.registry import Registry

Key = tuple[str, int]
_AT_ONCE = 500


class References:
    """Who refers to whom. Parts count for the record they are kept with; people and the kernel's rows hold nothing."""

    def __init__(self, registry: Registry) -> None:
        self._kinds = record_types()
        self._by_table = {kind.__tablename__: name for name, kind in self._kinds.items()}
        self._owners = {one.record: one.part_of for one in registry.types if one.part_of}
        self._roots: dict[str, dict[int, frozenset[Key]]] = {}

    def to(self, wanted: Collection[Key]) -> dict[Key, set[Key]]:
        """Return for each of these records the others that refer to it or to a part of it."""
        found: dict[Key, set[Key]] = {key: set() for key in wanted}
        types = {record for record, _ in wanted}
        for name in self._kinds:
            for sources, targets in self._edges(name, types):
                for target in targets & found.keys():
                    found[target] |= sources - {target}
        return found

    def roots(self, keys: Iterable[Key]) -> dict[Key, frozenset[Key]]:
        """Return the records with which these rows are kept: themselves, or what they are parts of."""
        by_name: dict[str, set[int]] = {}
        for name, identifier in keys:
            by_name.setdefault(name, set()).add(identifier)
        found: dict[Key, frozenset[Key]] = {}
        for name, ids in by_name.items():
            known = self._roots_among(name, ids) if name in self._owners and name in self._kinds else {}
            found.update({(name, one): known.get(one) or frozenset({(name, one)}) for one in ids})
        return found

    def _edges(self, name: str, types: Collection[str]) -> Iterator[tuple[frozenset[Key], frozenset[Key]]]:
        """Yield who refers to whom by the rows of one table, as far as it leads to a record of these types."""
        columns = self._columns(self._kinds[name])
        leading = {column: other for column, other in columns.items() if self._owners.get(other, other) in types}
        if not leading:
            return
        climbing = self._climbing(name)
        chosen = list({**dict.fromkeys(leading), **dict.fromkeys(climbing)})
        kind = self._kinds[name]
        # parts that lead the same way are one row: a source that was asked a million times counts once
        query = select(*chosen).distinct() if climbing else select(kind.id, *chosen)
        for row in db.session.execute(query):
            values = dict(zip(chosen, row if climbing else row[1:], strict=True))
            sources = self._up(climbing, values) if climbing else frozenset({(name, row[0])})
            yield sources, self._up(leading, values)

    def _up(self, columns: Mapping[Any, str], values: Mapping[Any, int | None]) -> frozenset[Key]:
        """Return the records that these columns lead to."""
        found: set[Key] = set()
        for column, other in columns.items():
            identifier = values[column]
            if identifier is None:
                continue
            known = self._roots_of(other).get(identifier) if other in self._owners else None
            found |= known or {(other, identifier)}
        return frozenset(found)

    def _roots_of(self, name: str) -> Mapping[int, frozenset[Key]]:
        """Return the records of every row of a kind of part; read once."""
        if name not in self._roots:
            self._roots[name] = self._climbed(name, select(self._kinds[name].id, *self._climbing(name)))
        return self._roots[name]

    def _roots_among(self, name: str, ids: Collection[int]) -> Mapping[int, frozenset[Key]]:
        kind, found, waiting = self._kinds[name], dict[int, frozenset[Key]](), iter(sorted(ids))
        while some := list(islice(waiting, _AT_ONCE)):
            found.update(self._climbed(name, select(kind.id, *self._climbing(name)).where(kind.id.in_(some))))
        return found

    def _climbed(self, name: str, query: Any) -> dict[int, frozenset[Key]]:
        climbing = self._climbing(name)
        return {
            identifier: self._up(climbing, dict(zip(climbing, values, strict=True)))
            for identifier, *values in db.session.execute(query)
        }

    def _climbing(self, name: str) -> dict[Column[Any], str]:
        """Return the columns of a part that lead towards the record it is kept with."""
        owner = self._owners.get(name)
        columns = self._columns(self._kinds[name]) if owner else {}
        return {
            column: other
            for column, other in columns.items()
            if other == owner or (self._owners.get(other) == owner and other != name)
        }

    def _columns(self, kind: type[Regulated]) -> dict[Column[Any], str]:
        """Return the columns of a table that refer to another record, with its type."""
        table = kind.__table__
        found: dict[Column[Any], str] = {}
        for column in table.columns if isinstance(table, Table) else ():
            for key in column.foreign_keys:
                if (other := self._by_table.get(key.column.table.name)) is not None:
                    found[column] = other
        return found
