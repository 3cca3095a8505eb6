"""Suppliers, services and workflows for tests, made through the product's own actions.

``make_…`` open a transaction of their own and commit; call them outside ``with writing(…)``. ``new_…`` go inside one.
"""

from contextlib import AbstractContextManager
from datetime import date
from itertools import count

from app.base.db import Transaction, transaction
from app.people.models import Person
from app.suppliers.actions.facts import record_fact
from app.suppliers.actions.services import register_service
from app.suppliers.actions.suppliers import register_supplier
from app.suppliers.actions.workflows import register_workflow
from app.suppliers.models import Service, ServiceFact, Supplier, Workflow
from app.suppliers.rules.details import ServiceDetails, SupplierDetails, WorkflowDetails
from app.suppliers.rules.facts import FactDetails
from tests.factories.people import clock_now, person_for

_serial = count(1)


def make_supplier(name: str | None = None, **details: object) -> Supplier:
    """Return a registered supplier. Commits."""
    with _as("SQM"):
        return new_supplier(name, **details)


def make_service(name: str | None = None, supplier: Supplier | None = None, **details: object) -> Service:
    """Return a registered service, with a supplier of its own unless one is given. Commits."""
    with _as("SQM"):
        return new_service(name, supplier, **details)


def make_owned_service(name: str | None = None, supplier: Supplier | None = None, **details: object) -> Service:
    """Return a service whose owners are the people that stand for BPO and SO. Commits."""
    owners = {"bpo_id": person_for("BPO").id, "so_id": person_for("SO").id}
    return make_service(name, supplier, **{**owners, **details})


def make_workflow(service: Service, name: str | None = None, **details: object) -> Workflow:
    """Return a registered workflow of ``service``, not confirmed. Commits."""
    with _as("SQM"):
        return new_workflow(service, name, **details)


def make_fact(service: Service, kind: str, name: str, value: str, as_of: date | None = None) -> ServiceFact:
    """Return a recorded fact of ``service``. Commits."""
    with _as("SQM"):
        now = clock_now()
        details = FactDetails(kind, name, value, "licence list, page 2", as_of or now.date())
        return record_fact(service, details, now, "the licence list was renewed")


def new_supplier(name: str | None = None, **details: object) -> Supplier:
    """Register a supplier in the open transaction."""
    return register_supplier(SupplierDetails(name or f"Northlake Systems {next(_serial)}", **details))  # type: ignore[arg-type]


def new_service(name: str | None = None, supplier: Supplier | None = None, **details: object) -> Service:
    """Register a service in the open transaction."""
    values = {"name": name or f"Northlake QMS {next(_serial)}", "is_regulated": True, **details}
    return register_service(supplier or new_supplier(), ServiceDetails(**values))  # type: ignore[arg-type]


def new_workflow(service: Service, name: str | None = None, **details: object) -> Workflow:
    """Register a workflow in the open transaction."""
    values = {"name": name or f"Document approval {next(_serial)}", "areas": ("records_data_integrity",), **details}
    return register_workflow(service, WorkflowDetails(**values))  # type: ignore[arg-type]


def _as(role: str) -> AbstractContextManager[Transaction]:
    person: Person = person_for(role)
    return transaction(person.actor, clock_now())
