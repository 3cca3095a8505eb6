"""The views of the register, one noun a file."""

from app.suppliers.views import (
    facts,
    imports,
    retirements,
    services,
    suppliers,
    tier_choices,
    tier_signatures,
    workflows,
)
from app.web.navigation import Item

blueprints = (
    suppliers.blueprint,
    imports.blueprint,
    services.blueprint,
    services.under_supplier,
    facts.blueprint,
    workflows.blueprint,
    tier_choices.blueprint,
    tier_choices.under_service,
    tier_signatures.blueprint,
    retirements.blueprint,
)

navigation = (
    Item(
        "Suppliers",
        "suppliers.index",
        "suppliers.supplier.read",
        icon="building",
        under=("suppliers.", "supplier_imports.", "supplier_services."),
    ),
    Item(
        "Services",
        "services.index",
        "suppliers.service.read",
        icon="cloud",
        under=("services.", "service_facts.", "workflows.", "tier_choices.", "service_tiers.", "tier_signatures."),
    ),
)

tones = {
    "active": "good",
    "retired": "off",
    "draft": "neutral",
    "in_approval": "wait",
    "signed": "good",
    "rejected": "bad",
    "superseded": "off",
    "voided": "bad",
    "previewed": "wait",
    "imported": "good",
    "discarded": "off",
    "new": "good",
    "changed": "warn",
    "same": "neutral",
    "refused": "bad",
}
