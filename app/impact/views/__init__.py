"""The views of impact, one noun a file."""

from app.impact.views import (
    approvals,
    assessments,
    changes,
    decisions,
    exposures,
    follow_ups,
    signatures,
    test_scripts,
    testing,
    work,
)
from app.web.navigation import Item

blueprints = (
    assessments.blueprint,
    assessments.under_service,
    work.blueprint,
    changes.blueprint,
    testing.blueprint,
    follow_ups.blueprint,
    exposures.blueprint,
    approvals.blueprint,
    signatures.blueprint,
    decisions.defect_blueprint,
    decisions.use_blueprint,
    test_scripts.blueprint,
)

navigation = (
    Item(
        "Impact assessments",
        "impact_assessments.index",
        "impact.assessment.read",
        icon="clipboard-check",
        under=(
            "impact_assessments.",
            "impact_work.",
            "impact_changes.",
            "impact_testing.",
            "impact_follow_ups.",
            "impact_exposures.",
            "impact_approvals.",
            "impact_signatures.",
            "defects.",
            "use_decisions.",
        ),
    ),
    Item("Tests", "test_scripts.index", "impact.assessment.read", icon="list-check", under=("test_scripts.",)),
)

tones = {
    "detected": "warn",
    "triaged": "neutral",
    "assessing": "neutral",
    "testing": "neutral",
    "in_approval": "wait",
    "approved": "good",
    "live": "good",
    "closed": "off",
    "merged": "off",
    "withdrawn": "off",
    "deferred": "wait",
    "not_adopted": "off",
    "live_unassessed": "bad",
    "voided": "bad",
    "running": "wait",
    "passed": "good",
    "failed": "bad",
    "abandoned": "off",
    "open": "bad",
    "decided": "wait",
    "signed": "good",
    "draft": "neutral",
    "dropped": "off",
    "active": "good",
    "retired": "off",
}
