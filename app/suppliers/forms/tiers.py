"""The forms of a tier choice: writing it, changing the draft, and saying no with a signature."""

from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from app.suppliers.forms.fields import NewForm, Placing, choices, fits
from app.suppliers.models import TierChoice
from app.suppliers.rules.tiers import TIERS
from app.web.forms import ReasonField, RecordForm
from app.web.signing_form import SigningForm


class ChoiceFields:
    """A tier and why."""

    tier = RadioField(
        "Tier",
        [InputRequired("Choose a tier.")],
        choices=choices([(code, f"{code} – {word}") for code, word in TIERS.items()]),
    )
    rationale = TextAreaField(
        "Rationale",
        [InputRequired("Say why."), fits("rationale")],
        description="What goes wrong, and for whom, when the service fails or changes unnoticed.",
    )


class ChoiceForm(ChoiceFields, NewForm):
    """Writing a tier choice."""


class ChoiceChangeForm(ChoiceFields, Placing, RecordForm):
    """Changing a draft."""

    def __init__(self, choice: TierChoice, **kwargs: Any) -> None:
        super().__init__(obj=choice, **kwargs)


class VoidingForm(SigningForm):
    """Voiding takes a signature and a reason."""

    reason = ReasonField("What was found wrong", validators=[fits("reason")])


class RejectionForm(SigningForm):
    """Saying no takes a signature and a reason."""

    reason = ReasonField(validators=[fits("reason")])
