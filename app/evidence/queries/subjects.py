"""For whom evidence may speak: suppliers and services in use, by the numbers that a form offers."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.suppliers import queries as suppliers
from app.suppliers.models import Service, Supplier


def subjects() -> list[tuple[str, str]]:
    """Return number and label of every supplier in use, each followed by its services in use."""
    query = select(Supplier.id, Supplier.number, Supplier.name).where(Supplier.state == "active")
    found = db.session.execute(query.order_by(Supplier.name_key, Supplier.id)).all()
    services = select(Service.supplier_id, Service.number, Service.name).where(Service.state == "active")
    by_supplier: dict[int, list[tuple[str, str]]] = {}
    for row in db.session.execute(services.order_by(Service.name_key, Service.id)):
        by_supplier.setdefault(row.supplier_id, []).append((row.number, row.name))
    offered: list[tuple[str, str]] = []
    for row in found:
        offered.append((row.number, f"{row.name}: the whole supplier"))
        offered += [(number, f"{row.name}: {name}") for number, name in by_supplier.get(row.id, [])]
    return offered


def subject(number: str) -> tuple[Supplier, Service | None] | None:
    """Return the supplier, and the service when the number is one of a service; None when there is neither."""
    if number.startswith("SVC"):
        query = select(Service).where(Service.number == number).options(joinedload(Service.supplier))
        service = db.session.scalar(query)
        return None if service is None else (service.supplier, service)
    supplier = suppliers.supplier(number)
    return None if supplier is None else (supplier, None)
