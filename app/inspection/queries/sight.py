"""The rows in sight of an inspector with a chosen scope, as conditions in SQL; `rules/sight.py` says them in words.

The one number that changes from reader to reader is the scope; it is asked for when a statement runs.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    literal,
    or_,
    select,
    union_all,
)

from app.base.db import Base
from app.base.narrowing import Sight
from app.inspection.queries.scopes import inspection_id, narrow_scope_id
from app.inspection.rules.sight import ABOUT_A_RECORD, BELONGS, OF_THE_COMPANY, WITH_A_TRAIL
from app.records.regulated import record_types


@cache
def rows_in_sight() -> Sight:
    """Return for each table the condition of its rows in sight; tables out of sight have none."""
    whole: dict[str, ColumnElement[bool] | None] = dict.fromkeys(OF_THE_COMPANY)
    return whole | {name: _condition(name) for name in (*_CHOSEN, *BELONGS, *ABOUT_A_RECORD)}


def _condition(name: str) -> ColumnElement[bool]:
    if name in _CHOSEN:
        return _CHOSEN[name]()
    if name in BELONGS:
        key, owner = _owner(name)
        return key.in_(_ids(owner))
    return _about(_table(name), ABOUT_A_RECORD[name])


def _suppliers() -> ColumnElement[bool]:
    """Suppliers that were chosen, and those of services that were chosen: a service says whose it is."""
    service = _table("service").c
    of_services = select(service.supplier_id).where(service.id.in_(_chosen("service_id")))
    supplier = _table("supplier").c
    return or_(supplier.id.in_(_chosen("supplier_id")), supplier.id.in_(of_services))


def _services() -> ColumnElement[bool]:
    """Services that were chosen, and every service of a supplier that was chosen."""
    service = _table("service").c
    return or_(service.id.in_(_chosen("service_id")), service.supplier_id.in_(_chosen("supplier_id")))


def _evidence() -> ColumnElement[bool]:
    """Evidence for a service in sight, and evidence for the whole of a supplier that brings or is brought by one."""
    evidence = _table("evidence").c
    whole = and_(evidence.service_id.is_(None), evidence.supplier_id.in_(_ids("supplier")))
    return or_(whole, evidence.service_id.in_(_ids("service")))


def _feeds() -> ColumnElement[bool]:
    """Feeds of a supplier that was chosen, and those that speak or spoke for a service in sight."""
    feed = _table("feed").c
    return or_(feed.supplier_id.in_(_chosen("supplier_id")), feed.id.in_(_of_services("feed_service", "feed_id")))


def _releases() -> ColumnElement[bool]:
    """Releases of a feed in sight, and those that were assessed for a service in sight."""
    release = _table("release").c
    return or_(
        release.supplier_id.in_(_chosen("supplier_id")),
        release.feed_id.in_(_of_services("feed_service", "feed_id")),
        release.id.in_(_of_services("assessment", "release_id")),
    )


def _inspections() -> ColumnElement[bool]:
    """The inspection that lets this inspector look."""
    own: ColumnElement[int] = bindparam("inspection_in_sight", callable_=inspection_id, type_=Integer)
    return _table("inspection").c.id == own


def _holds() -> ColumnElement[bool]:
    """Legal holds on a supplier or service in sight; one on everything may tell of others in its reason."""
    hold = _table("legal_hold").c
    named = ((name, select(_table(name).c.number).where(_condition(name))) for name in ("supplier", "service"))
    return or_(*(and_(hold.scope == name, hold.value.in_(numbers)) for name, numbers in named))


def _alarms() -> ColumnElement[bool]:
    """Alarms about a feed, an assessment or a piece of evidence in sight."""
    alarm = _table("alarm").c
    about = (("releases.feed", "feed"), ("impact.assessment", "assessment"), ("evidence.evidence", "evidence"))
    return or_(
        *(and_(alarm.subject_type == kind, alarm.subject_id.in_(_ids(name, is_text=True))) for kind, name in about)
    )


def _removals() -> ColumnElement[bool]:
    """Removals of files that a record in sight names: what became of them is said where they are asked for."""
    digest = _table("removal").c.digest
    named = (("attachment", "sha256"), ("poll", "payload_sha256"), ("note_revision", "payload_sha256"))
    return or_(*(digest.in_(_values(name, column)) for name, column in named))


def _events() -> ColumnElement[bool]:
    """Events of records in sight; an event over many rows at once names no record of its own and is out of sight."""
    return _table("ledger_event").c.record.in_(union_all(*_names()))


def _names() -> Iterator[Select[str]]:
    """Yield the names in the trail (type/id) of the records in sight."""
    for kind, model in sorted(record_types().items()):
        name = model.__tablename__
        if name in _CHOSEN or name in BELONGS or name in ABOUT_A_RECORD:
            yield _named(kind, name).where(_condition(name))
        elif kind in WITH_A_TRAIL:
            yield _named(kind, name)


def _named(kind: str, name: str) -> Select[str]:
    return select(literal(f"{kind}/", Text) + cast(_table(name).c.id, Text))


_CHOSEN = {
    "supplier": _suppliers,
    "service": _services,
    "evidence": _evidence,
    "feed": _feeds,
    "release": _releases,
    "inspection": _inspections,
    "legal_hold": _holds,
    "alarm": _alarms,
    "ledger_event": _events,
    "removal": _removals,
}


def _about(table: Table, kinds: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(*(_about_one(table, kind) for kind in kinds))


def _about_one(table: Table, kind: str) -> ColumnElement[bool]:
    of_kind, name = table.c.record_type == kind, record_types()[kind].__tablename__
    return of_kind if name in OF_THE_COMPANY else and_(of_kind, table.c.record_id.in_(_ids(name)))


def _ids(name: str, *, is_text: bool = False) -> Select[Any]:
    """Return the ids of the rows in sight."""
    table = _table(name)
    return _in_sight(name, select(cast(table.c.id, Text) if is_text else table.c.id))


def _values(name: str, column: str) -> Select[Any]:
    """Return what rows in sight hold in this column."""
    return _in_sight(name, select(_table(name).c[column]))


def _in_sight(name: str, found: Select[Any]) -> Select[Any]:
    """Keep the rows in sight; along a line of owners by joins, for SQLite nests only so deep."""
    rows: FromClause = _table(name)
    while name in BELONGS:
        key, name = _owner(name)
        rows = rows.join(_table(name), key == _table(name).c.id)
    return found.select_from(rows).where(_condition(name)).correlate(None)


def _of_services(name: str, column: str) -> Select[int]:
    """Return what rows of services in sight name in this column."""
    table, service = _table(name), _table("service")
    rows = table.join(service, table.c.service_id == service.c.id)
    return select(table.c[column]).select_from(rows).where(_services()).correlate(None)


def _owner(name: str) -> tuple[Column[int], str]:
    """Return the key by which a row belongs to another one, and the table of that."""
    key = _table(name).c[BELONGS[name]]
    (owner,) = key.foreign_keys
    return key, owner.column.table.name


def _chosen(column: str) -> Select[int]:
    part = _table("inspection_scope_part").c
    return select(part[column]).where(part.scope_id == _scope(), part[column].is_not(None)).correlate(None)


@cache
def _scope() -> ColumnElement[int]:
    return bindparam("scope_in_sight", callable_=narrow_scope_id, type_=Integer)


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
