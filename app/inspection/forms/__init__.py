"""What inspection asks for."""

from wtforms import StringField
from wtforms.validators import InputRequired

from app.web.forms import Form


class DossierForm(Form):
    """Which record's complete copy is wanted."""

    number = StringField(
        "Number of the record",
        [InputRequired("Give the number of a record, like RIA-2026-0001.")],
        description="Like RIA-2026-0001 (assessment), ACR-2026-0001 (access review) or TRR-2026-0001 (trail review).",
    )
