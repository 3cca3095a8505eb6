"""Reads of the register, named as questions."""

from app.suppliers.queries.choices import (
    TIER_PURPOSE,
    choice,
    choices_of,
    choices_waiting,
    open_choices_of,
    open_route_of,
    voided_choice_of,
)
from app.suppliers.queries.imports import import_lines, recent_imports, supplier_import
from app.suppliers.queries.lists import SERVICES, SUPPLIERS, service_list, supplier_list
from app.suppliers.queries.records import (
    active_services_of,
    active_workflows_of,
    fact,
    fact_in_force,
    facts_of,
    service,
    service_named,
    services_of,
    supplier,
    supplier_named,
    workflow,
    workflow_named,
    workflows_of,
)

__all__ = [
    "SERVICES",
    "SUPPLIERS",
    "TIER_PURPOSE",
    "active_services_of",
    "active_workflows_of",
    "choice",
    "choices_of",
    "choices_waiting",
    "fact",
    "fact_in_force",
    "facts_of",
    "import_lines",
    "open_choices_of",
    "open_route_of",
    "recent_imports",
    "service",
    "service_list",
    "service_named",
    "services_of",
    "supplier",
    "supplier_import",
    "supplier_list",
    "supplier_named",
    "voided_choice_of",
    "workflow",
    "workflow_named",
    "workflows_of",
]
