"""What a workflow must say, and who may confirm it."""

from collections.abc import Iterator

from app.content.words import AREAS
from app.records.lifecycle import Verdict
from app.suppliers.rules.details import WorkflowDetails

AREA_TITLES = {
    "auth_access_control": "Sign-in and access rights",
    "audit_trail_history": "Audit trail and history",
    "esignature_approval_workflow": "Electronic signatures and approvals",
    "records_data_integrity": "Records and data integrity",
    "reporting_export_print": "Reports, exports and printing",
    "integrations_api_import": "Integrations, interfaces and imports",
    "calculations_results_rules": "Calculations, results and rules",
    "notifications": "Notifications",
    "ui_cosmetic": "Appearance",
    "infra_performance_security_patch": "Infrastructure, speed and security patches",
    "training_documentation": "Training and documentation",
    "configuration_administration": "Configuration and administration",
}
"""The printed name of each function area."""


def in_order(areas: tuple[str, ...]) -> list[str]:
    """Return known areas once each, in the order of the guide, so that one choice has one stored form."""
    return [code for code in AREAS if code in areas]


def workflow_problems(details: WorkflowDetails) -> Iterator[tuple[str, str]]:
    """Yield each field with its problem."""
    if not details.name:
        yield "name", "Give the workflow a name, such as “Document approval”."
    if unknown := [code for code in details.areas if code not in AREAS]:
        yield "areas", f"Unknown function areas: {', '.join(unknown)}."
    elif not details.areas:
        yield "areas", "Choose at least one function area; without one, no release change can be matched to it."
    if details.keeps_signatures and "esignature_approval_workflow" not in details.areas:
        yield "areas", "It keeps electronic signatures, so it relies on “Electronic signatures and approvals”."


def confirmation(*, is_active: bool, person_id: int | None, bpo_id: int | None, bpo_name: str | None) -> Verdict:
    """Judge whether this person may confirm a workflow: only the service's own business process owner."""
    return Verdict.of(_confirmation_obstacles(is_active, person_id, bpo_id, bpo_name))


def _confirmation_obstacles(
    is_active: bool, person_id: int | None, bpo_id: int | None, bpo_name: str | None
) -> Iterator[str]:
    if not is_active:
        yield "The workflow is retired, so there is nothing to confirm."
    if bpo_id is None:
        yield "The service has no business process owner yet. Name one first."
    elif person_id != bpo_id:
        yield f"Only {bpo_name}, the business process owner of this service, confirms its workflows."
