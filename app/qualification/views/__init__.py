"""The views of qualification, one noun a file."""

from app.qualification.views import sheets, signatures, tierings, weighing
from app.web.navigation import Item

blueprints = (
    tierings.blueprint,
    tierings.under_service,
    sheets.blueprint,
    weighing.blueprint,
    signatures.blueprint,
)

navigation = (
    Item(
        "Tierings",
        "tierings.index",
        "qualification.tiering.read",
        icon="clipboard-check",
        under=("tierings.", "service_tierings.", "tiering_sheets.", "tiering_weighing.", "tiering_signatures."),
    ),
)

tones = {"scoring": "wait", "second_scoring": "wait", "weighing": "wait", "dropped": "off"}
