"""What stands before a release comes in: five people, a supplier, its service with a signed tier T1, its workflow."""

from datetime import timedelta

from app.base.db import transaction
from app.people.models import Person
from app.suppliers.actions import facts, services, suppliers, tiers, workflows
from app.suppliers.models import Service
from app.suppliers.rules.details import ServiceDetails, SupplierDetails, WorkflowDetails
from app.suppliers.rules.facts import FactDetails
from tests.factories.impact import another, sign_as
from tests.factories.people import clock_now, person_for

AREAS = ("records_data_integrity", "audit_trail_history", "auth_access_control", "esignature_approval_workflow")


def five_people() -> list[Person]:
    """Return who signs, in order: assessor, tester, reviewer, business process owner, QA. Commits."""
    return [person_for("SO"), another("SO"), person_for("SME"), person_for("BPO"), person_for("QA")]


def a_regulated_service(product: str) -> Service:
    """Register a supplier and its service of tier T1: chosen and signed by three people. Commits each step."""
    five_people()
    service = _registered(product)
    sqm = person_for("SQM").actor
    with transaction(sqm, clock_now()):
        why = "It keeps records that a batch decision stands on."
        choice = tiers.draft_choice(service, "T1", why, sqm, clock_now())
    for role in ("SQM", "BPO", "QA"):
        sign_as(choice, person_for(role), tiers.sign_choice)
    assert service.tier == "T1"
    return service


def _registered(product: str) -> Service:
    sqm, bpo, now = person_for("SQM").actor, person_for("BPO"), clock_now()
    with transaction(sqm, now):
        supplier = suppliers.register_supplier(SupplierDetails(f"{product} project", country="FR"))
        details = ServiceDetails(
            product, is_regulated=True, intended_use="Keeps the records of our laboratory work.", bpo_id=bpo.id,
            so_id=person_for("SO").id, notice_days=14,
        )  # fmt: skip
        service = services.register_service(supplier, details)
        as_of = now.date() - timedelta(days=20)
        for kind, name, value in (("edition", "Edition", "Enterprise"), ("module", "Inventory", "licensed")):
            facts.record_fact(service, FactDetails(kind, name, value, "order form 2025-03, page 2", as_of), now)
        use = WorkflowDetails("Experiment record and approval", AREAS, is_record_integrity_critical=True)
        workflow = workflows.register_workflow(service, use)
    with transaction(bpo.actor, now):
        workflows.confirm_workflow(workflow, bpo.actor, now)
    return service
