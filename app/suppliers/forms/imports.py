"""The forms of an import: the file, and the yes to exactly the preview that was shown."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField
from wtforms.validators import InputRequired

from app.base.sheet_files import ACCEPTED
from app.suppliers.forms.fields import NewForm


class UploadForm(NewForm):
    """A sheet to preview."""

    file = FileField(
        "CSV file or Excel workbook",
        [FileRequired("Choose a file.")],
        description="CSV (comma, semicolon or tab; any usual encoding) or .xlsx. At most 5,000 rows and 5 MB.",
        render_kw={"accept": ACCEPTED},
    )


class ConfirmForm(NewForm):
    """The yes to a preview, by its fingerprint."""

    fingerprint = HiddenField(validators=[InputRequired("Open the preview again.")])
