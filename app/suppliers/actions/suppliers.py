"""Registering, changing, retiring and reactivating a supplier."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from app.base.db import db
from app.records import trail
from app.records.lifecycle import Verdict
from app.records.numbers import next_number
from app.suppliers import queries
from app.suppliers.actions import retiring
from app.suppliers.actions.differences import set_changed
from app.suppliers.actions.people import candidate
from app.suppliers.actions.refused import Refused, refuse_if
from app.suppliers.models import Supplier
from app.suppliers.rules.details import SupplierDetails
from app.suppliers.rules.owners import owner_problem
from app.suppliers.rules.retirement import supplier_retirement


def register_supplier(details: SupplierDetails, reason: str | None = None) -> Supplier:
    """Enter a new supplier. Raises Refused with the field and the sentence."""
    refuse_if(_problems(details, None))
    supplier = Supplier(number=next_number("SUP"), state="active", **asdict(details))
    db.session.add(supplier)
    trail.say(supplier, "suppliers.supplier.registered", reason)
    db.session.flush()
    return supplier


def change_supplier(supplier: Supplier, details: SupplierDetails, reason: str) -> bool:
    """Change what is stated about a supplier. Returns False, and leaves no event, when nothing differs."""
    if not supplier.is_active:
        raise Refused(("", f"{supplier.number} is retired. Reactivate it before you change it."))
    refuse_if(_problems(details, supplier))
    return set_changed(supplier, asdict(details), "suppliers.supplier.changed", reason)


def retire_supplier(supplier: Supplier, reason: str, now: datetime) -> None:
    """Take a supplier out of use. Raises StillInUse with every active service."""
    retiring.retire(supplier, retirement_of(supplier), reason, now)


def reactivate_supplier(supplier: Supplier, reason: str) -> None:
    """Bring a retired supplier back; its services come back one by one."""
    retiring.reactivate(supplier, Verdict.of([]), reason)


def retirement_of(supplier: Supplier) -> Verdict:
    """Judge whether a supplier may be retired now."""
    return supplier_retirement(queries.active_services_of(supplier))


def _problems(details: SupplierDetails, supplier: Supplier | None) -> Iterator[tuple[str, str]]:
    if not details.name:
        yield "name", "Give the legal name of the supplier."
    same = queries.supplier_named(details.name)
    if same is not None and same is not supplier:
        yield "name", f"{same.number} already bears this name. Open it instead, or add what tells the two apart."
    is_same_owner = supplier is not None and details.owner_id == supplier.owner_id
    if not is_same_owner and (problem := owner_problem(candidate(details.owner_id), "SQM")):
        yield "owner_id", problem
