"""Single records of the register and what hangs on them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.base.db import db
from app.suppliers.models import Service, ServiceFact, Supplier, Workflow
from app.suppliers.models.naming import name_key


def supplier(number: str) -> Supplier | None:
    """Return the supplier of this number with its owner."""
    return db.session.scalar(select(Supplier).where(Supplier.number == number).options(joinedload(Supplier.owner)))


def service(number: str) -> Service | None:
    """Return the service of this number with its supplier and owners."""
    around = (joinedload(Service.supplier), joinedload(Service.bpo), joinedload(Service.so))
    return db.session.scalar(select(Service).where(Service.number == number).options(*around))


def workflow(service_number: str, number: str) -> Workflow | None:
    """Return a workflow of a service with who confirmed it; a workflow of another service is not found."""
    around = (
        contains_eager(Workflow.service).options(joinedload(Service.supplier), joinedload(Service.bpo)),
        joinedload(Workflow.confirmed_by),
    )
    query = select(Workflow).join(Workflow.service).where(Workflow.number == number, Service.number == service_number)
    return db.session.scalar(query.options(*around))


def fact(service_number: str, fact_id: int) -> ServiceFact | None:
    """Return one fact of a service; a fact of another service is not found."""
    query = select(ServiceFact).join(Service).where(Service.number == service_number, ServiceFact.id == fact_id)
    return db.session.scalar(query.options(joinedload(ServiceFact.service).joinedload(Service.supplier)))


def supplier_named(name: str) -> Supplier | None:
    """Return a supplier that bears this name, whatever its case and blanks."""
    return db.session.scalar(select(Supplier).where(Supplier.name_key == name_key(name)).limit(1))


def service_named(supplier: Supplier, name: str) -> Service | None:
    """Return a service of ``supplier`` that bears this name."""
    query = select(Service).where(Service.supplier_id == supplier.id, Service.name_key == name_key(name))
    return db.session.scalar(query.limit(1))


def workflow_named(service: Service, name: str) -> Workflow | None:
    """Return a workflow of ``service`` that bears this name."""
    wanted = name_key(name)
    return next((one for one in workflows_of(service) if name_key(one.name) == wanted), None)


def services_of(supplier: Supplier) -> Sequence[Service]:
    """Return every service of a supplier by name, retired ones too."""
    query = select(Service).where(Service.supplier_id == supplier.id)
    return db.session.scalars(query.order_by(Service.name_key, Service.id)).all()


def workflows_of(service: Service) -> Sequence[Workflow]:
    """Return every workflow of a service, retired ones too."""
    query = select(Workflow).where(Workflow.service_id == service.id).options(joinedload(Workflow.confirmed_by))
    return db.session.scalars(query.order_by(Workflow.id)).all()


def facts_of(service: Service) -> Sequence[ServiceFact]:
    """Return every fact of a service, those in force and those withdrawn, newest first."""
    query = select(ServiceFact).where(ServiceFact.service_id == service.id)
    return db.session.scalars(query.order_by(ServiceFact.id.desc())).all()


def fact_in_force(service: Service, kind: str, key: str) -> ServiceFact | None:
    """Return the fact that counts now for this kind and name key."""
    query = select(ServiceFact).where(
        ServiceFact.service_id == service.id,
        ServiceFact.kind == kind,
        ServiceFact.name_key == key,
        ServiceFact.withdrawn_at.is_(None),
    )
    return db.session.scalar(query)


def active_services_of(supplier: Supplier) -> list[str]:
    """Return the services in use of a supplier, as people call them."""
    query = select(Service.number, Service.name).where(Service.supplier_id == supplier.id, Service.state == "active")
    return [f"{row.number} {row.name}" for row in db.session.execute(query.order_by(Service.id))]


def active_workflows_of(service: Service) -> list[str]:
    """Return the workflows in use of a service, as people call them."""
    query = select(Workflow.number, Workflow.name).where(Workflow.service_id == service.id, Workflow.state == "active")
    return [f"{row.number} {row.name}" for row in db.session.execute(query.order_by(Workflow.id))]
