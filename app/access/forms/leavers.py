"""Forms of leaver lists: the file, and the yes to exactly the preview that was shown."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField
from wtforms.validators import InputRequired

from app.access.forms.fields import AccessForm
from app.base.sheet_files import ACCEPTED


class UploadForm(AccessForm):
    """A list to preview."""

    file = FileField(
        "CSV file or Excel workbook",
        [FileRequired("Choose a file.")],
        description="CSV (comma, semicolon or tab; any usual encoding) or .xlsx. At most 5,000 rows and 5 MB.",
        render_kw={"accept": ACCEPTED},
    )


class ConfirmForm(AccessForm):
    """The yes to a preview, by its fingerprint."""

    fingerprint = HiddenField(validators=[InputRequired("Open the preview again.")])
