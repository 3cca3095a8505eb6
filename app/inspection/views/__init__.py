"""The views of inspection: the ledger, verifications, dossiers."""

from app.inspection.views import dossiers, ledger, record_trails, trail_review_signatures, trail_reviews, verifications
from app.web.navigation import Item

blueprints = (
    ledger.blueprint,
    verifications.blueprint,
    dossiers.blueprint,
    record_trails.blueprint,
    trail_reviews.blueprint,
    trail_review_signatures.blueprint,
)

navigation = (
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

tones = {"intact": "good", "altered": "bad"}
