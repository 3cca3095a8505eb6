"""Signing a no: what every signing asks, and the reason."""

from app.web.forms import ReasonField
from app.web.signing_form import SigningForm


class RejectionForm(SigningForm):
    """A no with its reason."""

    reason = ReasonField(
        "Reason for the no", description="What has to change. It stands beside your signature for good."
    )
