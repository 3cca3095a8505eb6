"""What notices ask for."""

from app.web.forms import ReasonField, RecordForm


class AcknowledgementForm(RecordForm):
    """What somebody found or did about an alarm."""

    comment = ReasonField("Comment", description="What you found or did about it. It stands in the record for good.")
