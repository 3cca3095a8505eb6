"""What a reviewer of one record's trail types."""

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length, ValidationError

from app.web.forms import Form


class RecordReviewForm(Form):
    """The outcome. ``last_seq`` is the newest event that stood on the page."""

    last_seq = HiddenField(validators=[InputRequired("Open the trail again and review it there.")])
    findings = RadioField(
        "Was anything found?",
        [InputRequired("Say whether anything was found.")],
        choices=[SelectChoice("no", "No, the trail is in order"), SelectChoice("yes", "Yes, as described below")],
    )
    comment = TextAreaField("Comment", [Length(max=4000)], description="Needed when something was found.")

    def validate_last_seq(self, field: HiddenField) -> None:
        """Refuse what is no event's number. Raises ValidationError."""
        if not str(field.data).isdecimal() or len(str(field.data)) > 15:
            raise ValidationError("Open the trail again and review it there.")

    def validate_comment(self, field: TextAreaField) -> None:
        """Ask for words where something was found. Raises ValidationError."""
        if self.findings.data == "yes" and len((field.data or "").strip()) < 5:
            raise ValidationError("Say what was found and where, in your own words.")
