"""The register in one look, for comparing a sheet with it: four queries, whatever its size."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from app.base.db import db
from app.people.models import Person
from app.suppliers.models import Service, ServiceFact, Supplier
from app.suppliers.rules.owners import Candidate
from app.suppliers.rules.sheets.register import FACT_FIELDS, SERVICE_FIELDS, SUPPLIER_FIELDS, Known, Register


def register_now() -> Register:
    """Return every supplier, service and person as an import compares with them."""
    people = list(db.session.scalars(select(Person)))
    suppliers: dict[str, list[Known]] = defaultdict(list)
    keys = {}
    for row in _rows(Supplier, SUPPLIER_FIELDS):
        keys[row.id] = row.name_key
        suppliers[row.name_key].append(_known(row, SUPPLIER_FIELDS, set()))
    modules = _licensed_modules()
    services: dict[tuple[str, str], list[Known]] = defaultdict(list)
    fields = (*SERVICE_FIELDS, *FACT_FIELDS, "bpo_id", "so_id")
    for row in _rows(Service, (*fields, "supplier_id")):
        services[keys[row.supplier_id], row.name_key].append(_known(row, fields, modules.get(row.id, set())))
    return Register(
        dict(suppliers),
        dict(services),
        {one.username: Candidate(one.id, one.label, tuple(one.roles), one.is_active) for one in people},
        {one.id: one.label for one in people},
    )


def _rows(kind: type[Any], fields: tuple[str, ...]) -> Any:
    names = ("id", "number", "name", "name_key", "version", "state", *fields)
    return db.session.execute(select(*(getattr(kind, name) for name in names)).order_by(kind.id))


def _known(row: Any, fields: tuple[str, ...], modules: set[str]) -> Known:
    values = {name: getattr(row, name) for name in fields}
    return Known(row.id, row.number, row.name, row.version, row.state == "active", values, modules)


def _licensed_modules() -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    query = select(ServiceFact.service_id, ServiceFact.name_key).where(
        ServiceFact.kind == "module", ServiceFact.value == "licensed", ServiceFact.withdrawn_at.is_(None)
    )
    for row in db.session.execute(query):
        found[row.service_id].add(row.name_key)
    return found
