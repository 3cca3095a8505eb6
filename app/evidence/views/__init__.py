"""The views of the evidence register, one noun a file."""

from app.evidence.views import changes, evidence, versions
from app.web.navigation import Item

blueprints = (
    evidence.blueprint,
    evidence.under_supplier,
    evidence.under_service,
    versions.blueprint,
    changes.blueprint,
)

navigation = (
    Item(
        "Evidence",
        "evidence.index",
        "evidence.evidence.read",
        icon="file-earmark-check",
        under=("evidence.", "evidence_versions.", "evidence_changes."),
    ),
)

tones = {
    "current": "good",
    "expiring": "warn",
    "bridged": "warn",
    "old": "bad",
    "expired": "bad",
    "not_yet_effective": "wait",
    "withdrawn": "off",
}
