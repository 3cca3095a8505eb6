"""Signing a no, or that a signed record was wrong: what every signing asks, and the reason."""

from app.web.forms import ReasonField
from app.web.signing_form import SigningForm


class VoidingForm(SigningForm):
    """Voiding with its reason."""

    reason = ReasonField(
        "What was found wrong", description="It stands on both records for good, and the new assessment begins with it."
    )


class RejectionForm(SigningForm):
    """A no with its reason."""

    reason = ReasonField(
        "Reason for the no", description="What has to change. It stands beside your signature for good."
    )
