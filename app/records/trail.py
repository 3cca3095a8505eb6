"""The trail: a listener diffs every regulated row and appends the events in the same transaction.

Nobody calls it and nobody can switch it off. Refusals come in ``before_flush``; changes are collected in
``after_flush`` (ids exist, histories are still there); what a rolled-back savepoint collected is dropped; the events
are appended once, in ``before_commit``, after an explicit flush. No actor, no flush. No ledger, no commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event, func, insert, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from app.base import canonical
from app.base.db import Base, Transaction, current_transaction, db
from app.records import kernel, ledger
from app.records.actor import CLOCK, Actor
from app.records.ledger import Event
from app.records.regulated import Regulated
from app.records.tables import LedgerEvent, LedgerHead, Revision
from app.records.values import field_names, long_texts, plain
from app.records.witness import WitnessUnwritten


class TrailRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """A change that the trail could not have written down was stopped."""


@dataclass
class _Pending:
    """What one transaction has collected so far."""

    events: list[Event] = field(default_factory=list)
    said: dict[int, tuple[str | None, str | None, dict[str, Any] | None, tuple[dict[str, Any], ...]]] = field(
        default_factory=dict
    )
    moved: set[tuple[int, str]] = field(default_factory=set)
    marks: dict[SessionTransaction, int] = field(default_factory=dict)


def say(
    record: Regulated,
    act: str | None = None,
    reason: str | None = None,
    *,
    esig: dict[str, Any] | None = None,
    files: Sequence[dict[str, Any]] = (),
) -> None:
    """Give the next change of ``record`` its act (``slice.noun.past_participle``) and its reason.

    Raises TrailRefused outside a transaction.
    """
    _pending(_opened()).said[id(record)] = (act, reason, esig, tuple(files))


def allow_move(record: Regulated, to: str) -> None:
    """Let the next flush change the state of ``record`` to ``to``. Called by `moves.move` and by nobody else."""
    _pending(_opened()).moved.add((id(record), to))


def insert_many(kind: type[Regulated], rows: Sequence[Mapping[str, Any]], act: str) -> list[int]:
    """Insert many rows at once with one event over all of them; return their ids in order.

    The event carries the SHA-256 of a file with every row in canonical form, so verification still knows each row's
    first state. Use it where rows come by the hundred (a feed's first poll); people's work goes through the session.
    """
    if not rows:
        return []
    session, opened = db.session(), _opened()
    complete = [{**_blank(kind), **row, "version": 1} for row in rows]
    session.flush()
    ids = _insert(session, kind, complete)
    stored = _store_rows(session, kind, ids, complete)
    first = f"{ids[0]}-{ids[-1]}"
    after = {"count": len(ids), "rows": stored}
    _pending(opened).events.append(Event(act, f"{kind.__record__}.batch", first, 1, None, after))
    return ids


def _insert(session: Session, kind: type[Regulated], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    if session.get_bind().dialect.name == "sqlite":
        # Asked for ids in order, SQLAlchemy inserts here row by row. There is one writer, and no row ever goes away.
        first = (session.scalar(select(func.max(kind.id))) or 0) + 1
        ids = list(range(first, first + len(rows)))
        numbered = [{"id": one, **row} for one, row in zip(ids, rows, strict=True)]
        session.execute(insert(kind).execution_options(trail_writes=True), numbered)
        return ids
    statement = insert(kind).returning(kind.id, sort_by_parameter_order=True)
    return list(session.execute(statement.execution_options(trail_writes=True), rows).scalars())


def _blank(kind: type[Regulated]) -> dict[str, Any]:
    return dict.fromkeys(field_names(kind))


def _store_rows(
    session: Session, kind: type[Regulated], ids: Sequence[int], rows: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    files, names = kernel.of(session).files, field_names(kind)
    for row in rows:
        for content in (text for name in names for text in long_texts(row[name])):
            files.put(content)
    lines = [
        canonical.canonical({"id": str(one), "fields": {name: plain(row[name]) for name in names}})
        for one, row in zip(ids, rows, strict=True)
    ]
    stored = files.put("".join(f"{line}\n" for line in lines).encode())
    return {"sha256": stored.sha256, "size": stored.size, "name": "rows"}


def _opened() -> Transaction:
    opened = current_transaction()
    if opened is None:
        raise TrailRefused("A regulated record was changed outside a transaction; nothing was stored.")
    return opened


def _pending(opened: Transaction) -> _Pending:
    found: _Pending = opened.kept.setdefault("trail", _Pending())
    return found


def _refuse(session: Session, _context: Any, _instances: Any) -> None:
    touched = [one for one in (*session.new, *session.dirty, *session.deleted) if isinstance(one, Regulated)]
    if not touched:
        return
    opened = session.info.get("transaction")
    if opened is None or not isinstance(opened.actor, Actor):
        raise TrailRefused("A regulated record was changed without saying who changes it; nothing was stored.")
    if reason := kernel.of(session).closed_because:
        raise TrailRefused(reason)
    new, deleted = set(map(id, session.new)), set(map(id, session.deleted))
    for record in touched:
        if id(record) in deleted:
            raise TrailRefused(
                f"{_name(record)} cannot be deleted: regulated records are kept. Retire or void it instead."
            )
        if id(record) in new:
            _set_what_was_left_out(record)
        else:
            _refuse_one(session, record, _pending(opened))


def _name(record: Regulated) -> str:
    return f"{record.__record__} {record.id or '(new)'}"


def _refuse_one(session: Session, record: Regulated, pending: _Pending) -> None:
    name = _name(record)
    _load_old_values(record)
    if record.__is_append_only__ and session.is_modified(record, include_collections=False):
        raise TrailRefused(f"{name} is written once and cannot be changed.")
    lifecycle = record.__lifecycle__
    if lifecycle is not None:
        history = inspect(record).attrs["state"].history
        if history.added and history.deleted and (id(record), history.added[0]) not in pending.moved:
            raise TrailRefused(f"The state of {name} was set past its one door; use a move.")


def _set_what_was_left_out(record: Regulated) -> None:
    """Give every column a value before the first flush: one that was never set would have no old value later."""
    for name in field_names(type(record)):
        column = record.__mapper__.columns[name]
        if name not in record.__dict__ and column.default is None:
            setattr(record, name, None)


def _load_old_values(record: Regulated) -> None:
    """Read what is not loaded yet: inside a flush, a foreign key set by a relation would lose its old value."""
    names = set(field_names(type(record))) & inspect(record).unloaded
    if names:
        getattr(record, next(iter(names)))


def _collect(session: Session, _context: Any) -> None:
    opened = session.info.get("transaction")
    if opened is None:
        return
    pending, files = _pending(opened), kernel.of(session).files
    for record in session.new:
        if isinstance(record, Regulated):
            after = {name: getattr(record, name) for name in field_names(type(record))}
            _note(pending, files, record, {}, after, "recorded")
    for record in session.dirty:
        if isinstance(record, Regulated):
            before, after = _difference(record)
            if after:
                _note(pending, files, record, before, after, "changed")


def _difference(record: Regulated) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = {}, {}
    for name in field_names(type(record)):
        history = inspect(record).attrs[name].history
        added, deleted = list(history.added), list(history.deleted)
        if added and not deleted:
            raise TrailRefused(
                f"The old value of {record.__record__} {record.id} ({name}) is unknown; nothing was stored."
            )
        if added and added[0] != deleted[0]:
            before[name], after[name] = deleted[0], added[0]
    return before, after


def _note(
    pending: _Pending, files: Any, record: Regulated, before: dict[str, Any], after: dict[str, Any], verb: str
) -> None:
    act, reason, esig, attached = pending.said.pop(id(record), (None, None, None, ()))
    for value in after.values():
        for content in long_texts(value):
            files.put(content)
    pending.events.append(
        Event(
            act or f"{record.__record__}.{verb}",
            record.__record__,
            str(record.id),
            record.version,
            {name: plain(value) for name, value in before.items()} or None,
            {name: plain(value) for name, value in after.items()},
            reason,
            esig,
            attached,
        )
    )


def _append(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    opened = session.info.get("transaction")
    if opened is None:
        return
    pending = _pending(opened)
    if not pending.events:
        return
    opened.kept["head_note"] = ledger.append(session, opened.actor, opened.now, pending.events)
    opened.kept["has_signature"] = any(one.esig for one in pending.events)
    pending.events.clear()


def _witness(session: Session) -> None:
    opened = session.info.get("transaction")
    if opened is not None and (note := opened.kept.get("head_note")):
        belongings = kernel.of(session)
        try:
            belongings.witness.keep(note, opened.now, must=opened.kept["has_signature"])
        except WitnessUnwritten as late:  # raised in here it would break the session, and be taken for a lost commit
            opened.late = late


def _mark(session: Session, started: SessionTransaction) -> None:
    opened = session.info.get("transaction")
    if opened is not None and started.nested:
        pending = _pending(opened)
        pending.marks[started] = len(pending.events)


def _drop(session: Session, rolled_back: SessionTransaction) -> None:
    opened = session.info.get("transaction")
    if opened is None:
        return
    pending = _pending(opened)
    del pending.events[pending.marks.pop(rolled_back, 0 if not rolled_back.nested else len(pending.events)) :]


_GUARDED = (LedgerEvent, LedgerHead, Revision)


def _refuse_bulk(state: ORMExecuteState) -> None:
    """Refuse UPDATE, DELETE and INSERT statements on regulated tables: they pass the listener by."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    if state.execution_options.get("trail_writes"):
        return
    table = getattr(state.statement, "table", None)
    watched = {kind.__table__ for kind in _regulated_classes()}
    if table in watched:
        raise TrailRefused(f"The table {table} is regulated; change its rows one by one, so that the trail sees them.")


def _regulated_classes() -> list[type[Regulated]]:
    return [one.class_ for one in Base.registry.mappers if issubclass(one.class_, Regulated)]


event.listen(db.session, "before_flush", _refuse)
event.listen(db.session, "after_flush", _collect)
event.listen(db.session, "before_commit", _append)
event.listen(db.session, "after_commit", _witness)
event.listen(db.session, "after_transaction_create", _mark)
event.listen(db.session, "after_soft_rollback", _drop)
event.listen(db.session, "do_orm_execute", _refuse_bulk)

__all__ = ["CLOCK", "TrailRefused", "allow_move", "insert_many", "say"]
