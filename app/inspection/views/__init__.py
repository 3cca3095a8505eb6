"""The views of inspection: the ledger, verifications, dossiers."""

from app.inspection.views import dossiers, ledger, verifications
from app.web.navigation import Item

blueprints = (ledger.blueprint, verifications.blueprint, dossiers.blueprint)

navigation = (
    Item(
        "Inspection",
        "ledger.index",
        "inspection.ledger.read",
        icon="shield-check",
        under=("ledger.", "verifications.", "dossiers."),
    ),
)

tones = {"intact": "good", "altered": "bad"}
