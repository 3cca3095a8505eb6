"""The forms of a legal hold: setting it, and lifting it with a signature and a reason."""

from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired, Length

from app.system.rules.holds import SCOPES
from app.web.forms import Form, ReasonField
from app.web.signing_form import SigningForm


class HoldForm(Form):
    """What is kept, and why."""

    scope = RadioField(
        "It covers",
        [InputRequired("Choose what the hold covers.")],
        choices=[SelectChoice(code, words) for code, words in SCOPES.items()],
    )
    value = StringField("Number or record type", [Length(max=80)], description="Empty for a hold on everything.")
    reason = ReasonField(validators=[Length(max=2000)])


class LiftingForm(SigningForm):
    """Lifting takes a signature and a reason."""

    reason = ReasonField(validators=[Length(max=2000)])
