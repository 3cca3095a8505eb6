"""The forms of a statement: drafting it and dropping the draft."""

from flask_wtf.file import FileField
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired, Length, Optional

from app.system.actions.statements import LetterFile, StatementText
from app.system.rules.statements import PROFILES
from app.web.forms import Form, ReasonField
from app.web.uploads import read_upload


class StatementForm(Form):
    """What the statement says beside the frozen configuration."""

    deployment = RadioField(
        "The system is",
        [InputRequired("Say whether the system is closed or open.")],
        choices=[SelectChoice(code, words) for code, words in PROFILES.items()],
    )
    rationale = TextAreaField(
        "Why",
        [InputRequired("Say why."), Length(max=4000)],
        description="Who hosts the system, and who controls access to server, database and keys.",
    )
    letter_on = DateField(
        "Date of the non-repudiation letter",
        [Optional()],
        description="The letter by which the company told the agency that electronic signatures bind (11.100(c)).",
    )
    letter_reference = StringField("Reference of the letter", [Length(max=200)])
    letter_file = FileField("Copy of the letter", description="PDF or picture; leave it empty to keep the present one.")
    comment = TextAreaField("Comment", [Length(max=4000)], description="What changed and by which decision.")


class DroppingForm(Form):
    """Closing a draft unsigned."""

    reason = ReasonField(validators=[Length(max=2000)])


def statement_text(form: StatementForm) -> StatementText:
    """Return what a valid form says. Raises UploadRefused for a file that is not taken."""
    given = form.letter_file.data
    upload = read_upload(given) if given and given.filename else None
    return StatementText(
        deployment=form.deployment.data or "",
        rationale=form.rationale.data or "",
        letter_on=form.letter_on.data,
        letter_reference=form.letter_reference.data or None,
        comment=form.comment.data or None,
        letter_file=LetterFile(upload.name, upload.content, upload.media_type) if upload else None,
    )
