"""The views of inspection: the ledger, verifications, dossiers."""

from app.inspection.views import (
    dossiers,
    evidence_requests,
    inspections,
    ledger,
    looks,
    record_trails,
    scopes,
    trail_review_signatures,
    trail_reviews,
    verifications,
)
from app.inspection.views.scopes import PAGE_GATES, banner
from app.web.navigation import Item

__all__ = ["PAGE_GATES", "banner", "blueprints", "navigation", "tones"]

blueprints = (
    ledger.blueprint,
    verifications.blueprint,
    dossiers.blueprint,
    record_trails.blueprint,
    trail_reviews.blueprint,
    trail_review_signatures.blueprint,
    inspections.blueprint,
    evidence_requests.blueprint,
    looks.blueprint,
    scopes.blueprint,
)

navigation = (
    Item(
        "Inspections",
        "inspections.index",
        "people.inspector.read",
        icon="eye",
        under=("inspections.", "inspection_scopes."),
    ),
    Item(
        "Evidence requests",
        "evidence_requests.index",
        "inspection.evidence.read",
        icon="folder2-open",
        under=("evidence_requests.",),
    ),
    Item(
        "Inspection",
        "ledger.index",
        "inspection.ledger.read",
        icon="shield-check",
        under=(
            "ledger.",
            "verifications.",
            "dossiers.",
            "record_trails.",
            "trail_reviews.",
            "trail_review_signatures.",
        ),
    ),
)

tones = {
    "intact": "good",
    "altered": "bad",
    "asked": "wait",
    "granted": "good",
    "answered": "neutral",
    "accepted": "good",
}
