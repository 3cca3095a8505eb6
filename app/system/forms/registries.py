"""The form of a registry draft."""

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app.web.forms import Form


class RegistryForm(Form):
    """Why this version is put in force."""

    comment = TextAreaField(
        "Why this version",
        [InputRequired("Say why."), Length(max=4000)],
        description="What your procedure says on regulated records and retention, and what differs from the default.",
    )
