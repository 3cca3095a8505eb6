"""The list of evidence: what it shows, sorts and narrows by, on the day it is asked for. Each page is one query."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.evidence import definitions
from app.evidence.models import Evidence
from app.evidence.queries.counted import CLASS, Counted, Line, readable
from app.evidence.rules.confidence import CLASSES
from app.evidence.rules.reading import LEVELS
from app.evidence.rules.standing import STANDINGS
from app.people.models import Person
from app.records.actor import Actor
from app.suppliers.models import Service, Supplier
from app.web.filters import Choice, Contains
from app.web.listing import Column, Listing

WITHIN = ("30", "60", "90")
"""Days ahead for which the list tells what expires."""


def evidence_list(actor: Actor, day: date) -> Select[Any]:
    """Return the evidence that this person may read, each with the version that counts."""
    query = Counted(day).select().where(readable(actor))
    return query.options(joinedload(Evidence.supplier), joinedload(Evidence.service), joinedload(Evidence.owner))


def evidence_listing(actor: Actor, day: date, *, is_whole: bool = False) -> Listing:
    """Return the list as it is declared for one day; handed out whole it has more columns than fit a page."""
    counted = Counted(day)

    def line(row: Any) -> Line:
        return counted.line(row)

    return Listing(
        columns=(
            Column("number", "Number", lambda row: row[0].number, Evidence.id, href=_address),
            Column("title", "Evidence", lambda row: row[0].title, Evidence.title, "name", _address),
            Column("about", "Speaks for", _about, kind="name"),
            Column("kind", "Kind", lambda row: definitions.title_of(row[0].kind), Evidence.kind),
            Column("class", "Class", lambda row: row[2] or "none yet", CLASS.code),
            Column("standing", "Standing", lambda row: line(row).standing.code, counted.standing, "chip"),
            Column("until", "Last day", lambda row: line(row).standing.until, counted.until, "day"),
            *(_MORE if is_whole else ()),
        ),
        key=Evidence.id,
        sort="-number",
        filters=(
            Contains("q", "Title or number", (Evidence.title, Evidence.number)),
            Choice("supplier", "Supplier", Supplier.number, lambda: _suppliers(actor), _of_supplier),
            Choice("service", "Service", Service.number, lambda: _services(actor), _of_service),
            Choice("kind", "Kind", Evidence.kind, lambda: [(one.code, one.title) for one in _kinds()]),
            Choice("class", "Class", CLASS.code, _CLASSES, _of_class),
            Choice("standing", "Standing", Evidence.id, _STANDINGS, lambda one: counted.standing == one),
            Choice("within", "Expires within", Evidence.id, _WITHIN, lambda one: _expires(counted, int(one))),
            Choice("confidentiality", "Confidentiality", Evidence.confidentiality, _LEVELS),
            Choice("owner", "Owner", Evidence.owner_id, lambda: _owners(actor), lambda one: _owned_by(int(one))),
        ),
    )


_CLASSES = (*((code, f"{code} {words}") for code, words in CLASSES.items()), ("none", "none yet"))
_STANDINGS = tuple((code, f"{code.replace('_', ' ')}: {words}") for code, words in STANDINGS.items())
_WITHIN = tuple((days, f"{days} days") for days in WITHIN)
_LEVELS = tuple((code, one.title) for code, one in LEVELS.items())


def _address(row: Any) -> str:
    return url_for("evidence.show", number=row[0].number)


def _about(row: Any) -> str:
    return row[0].service.name if row[0].service is not None else f"{row[0].supplier.name}, the whole supplier"


def _service(row: Any) -> str:
    return row[0].service.number if row[0].service is not None else ""


_MORE = (
    Column("supplier", "Supplier", lambda row: row[0].supplier.name),
    Column("supplier_number", "Supplier number", lambda row: row[0].supplier.number),
    Column("service_number", "Service number", _service),
    Column("version", "Version", lambda row: row[1].position),
    Column("effective", "Takes effect", lambda row: row[1].effective_on),
    Column("owner", "Owner", lambda row: row[0].owner.label),
    Column("confidentiality", "Confidentiality", lambda row: LEVELS[row[0].confidentiality].title),
)
"""What a sheet tells besides."""


def _kinds() -> Sequence[Any]:
    return list(definitions.kinds().values())


def _of_class(code: str) -> ColumnElement[bool]:
    return CLASS.code.is_(None) if code == "none" else CLASS.code == code


def _expires(counted: Counted, days: int) -> ColumnElement[bool]:
    """Match what counts today and has its last day within so many days."""
    last = counted.day + timedelta(days=days)
    return (counted.until >= counted.day) & (counted.until <= last) & (Evidence.state == "current")


def _of_supplier(number: str) -> ColumnElement[bool]:
    return Evidence.supplier_id.in_(select(Supplier.id).where(Supplier.number == number))


def _of_service(number: str) -> ColumnElement[bool]:
    """Match what speaks for the service itself; what speaks for the whole supplier has no service."""
    return Evidence.service_id.in_(select(Service.id).where(Service.number == number))


def _owned_by(person_id: int) -> ColumnElement[bool]:
    return Evidence.owner_id == person_id


def _suppliers(actor: Actor) -> Sequence[tuple[str, str]]:
    query = select(Supplier.number, Supplier.name).join(Evidence, Evidence.supplier_id == Supplier.id)
    found = db.session.execute(query.where(readable(actor)).distinct().order_by(Supplier.name))
    return [(row.number, row.name) for row in found]


def _services(actor: Actor) -> Sequence[tuple[str, str]]:
    query = select(Service.number, Service.name).join(Evidence, Evidence.service_id == Service.id)
    found = db.session.execute(query.where(readable(actor)).distinct().order_by(Service.name))
    return [(row.number, row.name) for row in found]


def _owners(actor: Actor) -> Sequence[tuple[str, str]]:
    query = select(Person).join(Evidence, Evidence.owner_id == Person.id).where(readable(actor)).distinct()
    return [(str(one.id), one.label) for one in db.session.scalars(query.order_by(Person.name))]
