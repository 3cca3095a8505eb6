"""Forms of our own people: sending a request, more time, recalling, a further respondent, revoking a link."""

from datetime import date

from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length, Optional

from app.questionnaires.actions.requests import Contact, NewRequest
from app.questionnaires.definitions import KINDS
from app.questionnaires.forms.fields import LONGEST_NAME, LONGEST_REASON, Placing
from app.web.forms import ReasonField, RecordForm


class ContactForm(Placing):
    """An outside person who answers."""

    name = StringField("Name of the person who answers", [InputRequired("Name them."), Length(max=LONGEST_NAME)])
    email = StringField("E-mail", [InputRequired("Give the address."), Length(max=LONGEST_NAME)])

    @property
    def contact(self) -> Contact:
        """The person as they were named."""
        return Contact(self.name.data or "", self.email.data or "")


class RequestForm(ContactForm):
    """A new request."""

    kind = SelectField(
        "Why you ask", [InputRequired("Choose one.")], choices=[SelectChoice(*pair) for pair in KINDS.items()]
    )
    due_on = DateField("Answers are due", [InputRequired("Give a day.")])
    link_until = DateField(
        "Personal links work until",
        [InputRequired("Give a day.")],
        description="The last day, apart from the due day: a late supplier can still answer.",
    )
    message = TextAreaField(
        "A word to the supplier", [Optional(), Length(max=LONGEST_REASON)], description="Stands in the mail."
    )

    @property
    def wanted(self) -> NewRequest:
        """What was asked for."""
        due_on, link_until = self.due_on.data or date.min, self.link_until.data or date.min
        return NewRequest(self.kind.data or "", self.contact, due_on, link_until, self.message.data or "")


class ExtensionForm(Placing, RecordForm):
    """More time for a supplier."""

    due_on = DateField("Answers are due", [InputRequired("Give a day.")])
    link_until = DateField("Personal links work until", [InputRequired("Give a day.")])
    reason = ReasonField(validators=[Length(max=LONGEST_REASON)])


class RecallForm(Placing, RecordForm):
    """Why a request is taken back."""

    reason = ReasonField(validators=[Length(max=LONGEST_REASON)])


class RevocationForm(Placing):
    """Why a link is revoked."""

    reason = ReasonField(validators=[Length(max=LONGEST_REASON)])
