"""Narrowed reading: who may see a part of the rows reads that part, whatever the query is.

A narrowed connection puts every table into a query as those of its rows that are in sight: `FROM (SELECT … WHERE …) AS
name`. Aggregates, joins, aliases, subqueries, lazy loads and `session.get` are compiled in the same place, so none
can forget it, and a table of which nothing is said shows no row. Writing names tables as they are. Whoever reads
without a restriction compiles and runs exactly what they did before.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Dialect, Table, event, false, select
from sqlalchemy.orm import Session, SessionTransaction

from app.base.db import Base, db

Sight = Mapping[str, ColumnElement[bool] | None]
"""For each table the condition that its rows in sight meet; None when all are. What is not named is out of sight."""


class TextRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """Somebody who sees a part of the rows was about to read with SQL that cannot be narrowed."""


class _Narrowed:
    """Compiles each table that is read as its rows in sight. Stands before the dialect's own compiler."""

    process: Callable[..., str]
    stack: list[Any]
    _looks_through = False

    def visit_table(self, table: Table, asfrom: bool = False, iscrud: bool = False, **more: Any) -> str:
        """Render a table, when it is read, as a query for its rows in sight."""
        above: Any = super()
        plain: str = above.visit_table(table, asfrom=asfrom, iscrud=iscrud, **more)
        condition = _sight().get(table.name, false()) if asfrom and not iscrud and not self._looks_through else None
        if condition is None:
            return plain
        self._looks_through = True  # a condition reads the tables themselves
        try:
            known = Base.metadata.tables.get(table.name, table)  # a table may be named without being that one
            rows = self.process(select(known).where(condition).correlate(None), asfrom=True)
        finally:
            self._looks_through = False
        alias = more.get("enclosing_alias")
        return f"({rows})" if alias is not None and alias.element is table else f"({rows}) AS {plain}"

    def visit_textclause(self, textclause: Any, **more: Any) -> str:
        """Refuse SQL that is written out: nobody can tell what it reads. Raises TextRefused."""
        if not self.stack:
            raise TextRefused("Written SQL cannot be narrowed; ask through the tables.")
        above: Any = super()
        rendered: str = above.visit_textclause(textclause, **more)
        return rendered


_sights: list[Callable[[], Sight]] = []
_asked: list[Callable[[], bool]] = []
_dialects: WeakKeyDictionary[Dialect, Dialect] = WeakKeyDictionary()


def install(sight: Callable[[], Sight], is_asked: Callable[[], bool]) -> None:
    """Say what a narrowed reader sees, and how to tell that the present reader is one. The last word counts."""
    _sights[:], _asked[:] = [sight], [is_asked]


def is_on() -> bool:
    """Tell whether the present reader sees a part of the rows."""
    return any(one() for one in _asked)


def begin() -> None:
    """Narrow the connection that is in use already; later ones are when they begin."""
    _narrow(db.session.connection())


def end() -> None:
    """Let the connection that is in use, if any, read everything again."""
    if db.session.registry.has() and db.session().in_transaction():
        found = db.session.connection()
        found.dialect = found.engine.dialect


@contextmanager
def lifted() -> Iterator[None]:
    """See every row for a moment: for proofs over the whole ledger, of which the reader gets digests only."""
    if not is_on():
        yield
        return
    found = db.session.connection()
    found.dialect = found.engine.dialect
    try:
        yield
    finally:
        _narrow(found)


def _sight() -> Sight:
    return _sights[0]()


def _narrow(connection: Connection) -> None:
    whole = connection.engine.dialect
    if whole not in _dialects:
        narrowed = copy.copy(whole)
        kind: Any = whole.statement_compiler
        # a dialect of its own: compiled statements are remembered by dialect, so the two never share one
        narrowed.statement_compiler = type(f"Narrowed{kind.__name__}", (_Narrowed, kind), {})
        _dialects[whole] = narrowed
    connection.dialect = _dialects[whole]


def _begun(_session: Session, _begin: SessionTransaction, connection: Connection) -> None:
    if is_on():
        _narrow(connection)


event.listen(db.session, "after_begin", _begun)
