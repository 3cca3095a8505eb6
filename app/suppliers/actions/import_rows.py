"""Writing what a plan says, row by row, through the same tables and with the line as the reason."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm.util import has_identity

from app.base.db import db
from app.records import trail
from app.records.numbers import next_number
from app.suppliers.actions.differences import set_changed
from app.suppliers.models import Service, ServiceFact, Supplier
from app.suppliers.models.naming import name_key
from app.suppliers.rules.facts import BY_CODE
from app.suppliers.rules.sheets.planning import Part, Plan, RowPlan
from app.suppliers.rules.sheets.register import FACT_FIELDS

ROWS_A_FLUSH = 20
"""Rows written at once; what is checked before a flush costs more than twice as much for twice as many records."""


class Writer:
    """Writes one plan. Records that the file itself created are found again by name.

    The plan has judged every row already, so the checks of single registrations are not asked a second time.
    """

    def __init__(self, import_number: str, now: datetime) -> None:
        self._import_number = import_number
        self._now = now
        self._suppliers: dict[str, Supplier] = {}
        self._services: dict[tuple[str, str], Service] = {}
        self._known_suppliers: dict[int, Supplier] = {}
        self._known_services: dict[int, Service] = {}
        self._supplier_numbers: Iterator[str] = iter(())
        self._service_numbers: Iterator[str] = iter(())
        self._facts: list[tuple[Service, dict[str, Any]]] = []

    def write(self, plan: Plan) -> list[dict[str, Any]]:
        """Write every accepted row and return the log, one entry a line."""
        self._take_numbers(plan)
        self._load(plan)
        written = []
        for at, row in enumerate(plan.rows, 1):
            written.append((row, *self._write_row(row)))
            if at % ROWS_A_FLUSH == 0:
                db.session.flush()
        db.session.flush()
        facts = [{**fact, "service_id": service.id} for service, fact in self._facts]
        trail.insert_many(ServiceFact, facts, "suppliers.service_fact.recorded")
        return [_log(row, supplier, service) for row, supplier, service in written]

    def _take_numbers(self, plan: Plan) -> None:
        """Take every number before anything is loaded: each one costs a look at all objects in memory."""
        parts = [(row.supplier, row.service) for row in plan.rows]
        self._supplier_numbers = iter([next_number("SUP") for one, _ in parts if one and one.is_new])
        self._service_numbers = iter([next_number("SVC") for _, one in parts if one and one.is_new])

    def _load(self, plan: Plan) -> None:
        """Read every record that the plan names at once, not one by one."""
        self._known_suppliers = _by_id(Supplier, {row.supplier.id for row in plan.rows if row.supplier})
        self._known_services = _by_id(Service, {row.service.id for row in plan.rows if row.service})

    def _write_row(self, row: RowPlan) -> tuple[Supplier | None, Service | None]:
        if row.supplier is None:
            return None, None
        reason = f"{self._import_number}, line {row.line}"
        supplier = self._supplier(row.supplier, reason)
        service = self._service(supplier, row.service, reason) if row.service else None
        return supplier, service

    def _supplier(self, part: Part, reason: str) -> Supplier:
        key = name_key(part.name)
        supplier = self._known_suppliers[part.id] if part.id is not None else self._suppliers.get(key)
        if supplier is None:
            supplier = Supplier(
                number=next(self._supplier_numbers), name=part.name, state="active", **_new_values(part)
            )
            self._add(supplier, "suppliers.supplier.registered", reason)
        else:
            self._change(supplier, _new_values(part), "suppliers.supplier.changed", reason)
        self._suppliers[key] = supplier
        return supplier

    def _service(self, supplier: Supplier, part: Part, reason: str) -> Service:
        key = (supplier.name_key, name_key(part.name))
        service = self._known_services[part.id] if part.id is not None else self._services.get(key)
        values = _new_values(part)
        if service is None:
            service = Service(
                number=next(self._service_numbers), supplier=supplier, name=part.name, state="active", **values
            )
            self._add(service, "suppliers.service.registered", reason)
        else:
            self._change(service, values, "suppliers.service.changed", reason)
        self._services[key] = service
        for kind, name, value in _facts(part):
            self._record_fact(service, kind, name, value, reason)
        return service

    def _record_fact(self, service: Service, kind: str, name: str, value: str, reason: str) -> None:
        older = self._in_force(service, kind, name) if service.id in self._known_services else None
        if older is not None:
            older.withdrawn_at, older.withdrawn_because = self._now, f"Superseded: {reason}"
            trail.say(older, "suppliers.service_fact.withdrawn", reason)
        fact = {"kind": kind, "name": name, "name_key": name_key(name), "value": value, "proof": f"Stated in {reason}"}
        self._facts.append((service, {**fact, "as_of": self._now.date()}))

    @staticmethod
    def _in_force(service: Service, kind: str, name: str) -> ServiceFact | None:
        wanted = (kind, name_key(name))
        return next((one for one in service.facts if one.is_in_force and (one.kind, one.name_key) == wanted), None)

    @staticmethod
    def _add(record: Supplier | Service, act: str, reason: str) -> None:
        db.session.add(record)
        trail.say(record, act, reason)

    @staticmethod
    def _change(record: Supplier | Service, values: Mapping[str, Any], act: str, reason: str) -> None:
        if has_identity(record):
            set_changed(record, values, act, reason)
            return
        for name, value in values.items():  # it is new in this file, so this is still its registration
            setattr(record, name, value)


def _by_id(kind: type[Any], ids: set[int | None]) -> dict[int, Any]:
    wanted = sorted(one for one in ids if one is not None)
    found: dict[int, Any] = {}
    for start in range(0, len(wanted), 500):
        query = db.session.query(kind).where(kind.id.in_(wanted[start : start + 500]))
        found.update((one.id, one) for one in query)
    return found


def _new_values(part: Part) -> dict[str, Any]:
    return {name: new for name, (_, new) in part.changes.items()}


def _facts(part: Part) -> Iterator[tuple[str, str, str]]:
    for column, kind in FACT_FIELDS.items():
        if column in part.changes:
            yield kind, BY_CODE[kind].only_name or "", str(part.changes[column][1])
    for module in part.modules:
        yield "module", module, "licensed"


def _log(row: RowPlan, supplier: Supplier | None, service: Service | None) -> dict[str, Any]:
    return {
        "line": row.line,
        "outcome": row.outcome,
        "supplier_name": row.supplier_name,
        "service_name": row.service_name,
        "sentence": row.sentence,
        "supplier_id": supplier.id if supplier else None,
        "service_id": service.id if service else None,
    }
