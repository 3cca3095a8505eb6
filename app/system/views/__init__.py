"""The views of the system page, one noun a file."""

from flask import request

from app.people.permissions import allows
from app.system.queries import statements as queries
from app.system.views import disposals, holds, overview, registries, statement_signatures, statements
from app.web.edge import actor
from app.web.navigation import Item, shell

blueprints = (
    overview.blueprint,
    statements.blueprint,
    statement_signatures.blueprint,
    registries.blueprint,
    holds.blueprint,
    holds.under_service,
    disposals.blueprint,
)

navigation = (
    Item(
        "System",
        "system.index",
        "system.page.read",
        icon="hdd-stack",
        under=(
            "system.",
            "system_statements.",
            "statement_signatures.",
            "record_types.",
            "legal_holds.",
            "disposals.",
            "backups.",
        ),
    ),
)

tones = {
    "dropped": "off",
    "effective": "good",
    "lifted": "off",
    "previewed": "wait",
    "requested": "wait",
    "decided": "good",
    "carried_out": "good",
}


def banner() -> str | None:
    """Return the warning for whoever deals with it (QA, administrators) on the first page and on the system's own."""
    if request.endpoint not in {"home.index", "system.index"} or shell().person is None:
        return None
    if not allows(actor().roles, "system.statement.draft"):
        return None
    return " ".join(queries.warnings()) or None
