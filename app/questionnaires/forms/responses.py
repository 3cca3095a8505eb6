"""Forms of the supplier's side: submitting, withdrawing, inviting a colleague, a file."""

from collections.abc import Sequence

from wtforms import BooleanField, FileField, HiddenField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length

from app.content.questions import Area
from app.questionnaires.forms.fields import LONGEST_NAME, LONGEST_REASON, Placing
from app.web.forms import ReasonField


class SubmissionForm(Placing):
    """The supplier's word. ``answers_sha256`` says which answers the page showed."""

    name = StringField("Your name", [InputRequired("Give your name."), Length(max=LONGEST_NAME)])
    title = StringField("Your title or function", [InputRequired("Give your title."), Length(max=LONGEST_NAME)])
    attested = BooleanField("I make this statement", [InputRequired("Tick the statement to make it.")])
    answers_sha256 = HiddenField(validators=[InputRequired("Open the page again.")])


class TakingBackForm(Placing):
    """Why something is taken back."""

    reason = ReasonField(validators=[Length(max=LONGEST_REASON)])


class ColleagueForm(Placing):
    """A colleague for one area."""

    name = StringField("Name", [InputRequired("Name your colleague."), Length(max=LONGEST_NAME)])
    email = StringField("E-mail", [InputRequired("Give the address."), Length(max=LONGEST_NAME)])
    area = SelectField("Area", [InputRequired("Choose an area.")], choices=[])

    def offer(self, areas: Sequence[Area]) -> None:
        """Offer the areas in which anything is asked."""
        self.area.choices = [SelectChoice(one.code, one.name) for one in areas]


class FileForm(Placing):
    """A file for one question."""

    file = FileField("File")
