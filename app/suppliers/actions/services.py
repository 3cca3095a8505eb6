"""Registering, changing, retiring and reactivating a service."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from app.base.db import db
from app.records import trail
from app.records.lifecycle import Verdict
from app.records.numbers import next_number
from app.suppliers import blockers, queries
from app.suppliers.actions import retiring
from app.suppliers.actions.differences import set_changed
from app.suppliers.actions.people import candidate
from app.suppliers.actions.refused import Refused, refuse_if
from app.suppliers.models import Service, Supplier
from app.suppliers.rules.details import LONGEST_NOTICE, ServiceDetails
from app.suppliers.rules.owners import service_owner_problems
from app.suppliers.rules.retirement import service_reactivation, service_retirement


def register_service(supplier: Supplier, details: ServiceDetails, reason: str | None = None) -> Service:
    """Enter a new service of ``supplier``. Raises Refused with the field and the sentence."""
    if not supplier.is_active:
        raise Refused(("", f"{supplier.number} is retired. Reactivate it before you add a service."))
    refuse_if(_problems(details, supplier, None))
    service = Service(number=next_number("SVC"), supplier=supplier, state="active", **asdict(details))
    db.session.add(service)
    trail.say(service, "suppliers.service.registered", reason)
    db.session.flush()
    return service


def change_service(service: Service, details: ServiceDetails, reason: str) -> bool:
    """Change what is stated about a service. Returns False, and leaves no event, when nothing differs."""
    if not service.is_active:
        raise Refused(("", f"{service.number} is retired. Reactivate it before you change it."))
    refuse_if(_problems(details, service.supplier, service))
    return set_changed(service, asdict(details), "suppliers.service.changed", reason)


def retire_service(service: Service, reason: str, now: datetime) -> None:
    """Take a service out of use. Raises StillInUse with everything that holds it, also in other rooms."""
    retiring.retire(service, retirement_of(service), reason, now)


def reactivate_service(service: Service, reason: str) -> None:
    """Bring a retired service back. Raises StillInUse while its supplier is retired."""
    retiring.reactivate(service, reactivation_of(service), reason)


def reactivation_of(service: Service) -> Verdict:
    """Judge whether a service may come back now."""
    supplier = service.supplier
    return service_reactivation(f"{supplier.number} {supplier.name}", is_supplier_active=supplier.is_active)


def retirement_of(service: Service) -> Verdict:
    """Judge whether a service may be retired now."""
    return service_retirement(
        queries.active_workflows_of(service), queries.open_choices_of(service), blockers.told(service)
    )


def _problems(details: ServiceDetails, supplier: Supplier, service: Service | None) -> Iterator[tuple[str, str]]:
    if not details.name:
        yield "name", "Give the name of the service as the supplier uses it."
    same = queries.service_named(supplier, details.name)
    if same is not None and same is not service:
        yield "name", f"{same.number} of this supplier already bears this name. Open it instead."
    if details.notice_days is not None and not 0 <= details.notice_days <= LONGEST_NOTICE:
        yield "notice_days", f"Notice is given in whole days, from 0 to {LONGEST_NOTICE}."
    # owners who were named earlier and have left since do not stop somebody from correcting another field
    if service is None or (details.bpo_id, details.so_id) != (service.bpo_id, service.so_id):
        yield from service_owner_problems(candidate(details.bpo_id), candidate(details.so_id))
