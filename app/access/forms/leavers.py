"""Forms of leaver lists: the file, and the yes to exactly the preview that was shown."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField
from wtforms.validators import InputRequired

from app.access.forms.fields import AccessForm


class UploadForm(AccessForm):
    """A list to preview."""

    file = FileField(
        "CSV file",
        [FileRequired("Choose a file.")],
        description="Comma, semicolon or tab; UTF-8, UTF-16 or Windows letters. At most 5,000 rows and 5 MB.",
    )


class ConfirmForm(AccessForm):
    """The yes to a preview, by its fingerprint."""

    fingerprint = HiddenField(validators=[InputRequired("Open the preview again.")])
