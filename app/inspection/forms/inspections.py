"""What is typed around inspections."""

from wtforms import DateField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length

from app.inspection.rules.scopes import COVERS, WantedScope, wanted
from app.web.forms import Form, ReasonField


class _ScopeForm(Form):
    """A form that says what the access covers."""

    @property
    def scope(self) -> WantedScope:
        """What was chosen."""
        return wanted(self["covers"].data or "", self["numbers"].data or "")


def _covers() -> RadioField:
    """Nothing is chosen beforehand: a scope is somebody's decision."""
    needed = InputRequired("Choose what the access covers.")
    return RadioField("What the access covers", [needed], choices=[SelectChoice(code, words) for code, words in COVERS])


def _numbers() -> TextAreaField:
    return TextAreaField(
        "Suppliers and services",
        [Length(max=4000)],
        description="Numbers such as SUP-0001 or SVC-0001, parted by commas or lines. A supplier brings its services.",
    )


class VisitForm(_ScopeForm):
    """Asking for an inspector's access."""

    title = StringField(
        "Title",
        [InputRequired("Give the inspection a title."), Length(max=200)],
        description="Who inspects what, such as: Agency, computerised systems, November.",
    )
    begins_on = DateField("First day", [InputRequired("Give the first day.")])
    ends_on = DateField("Last day", [InputRequired("Give the last day.")])
    covers = _covers()
    numbers = _numbers()
    reason = ReasonField()


class ScopeForm(_ScopeForm):
    """Choosing anew what the access covers."""

    covers = _covers()
    numbers = _numbers()
    reason = ReasonField()


class GrantForm(Form):
    """Giving the access to an account."""

    inspector = SelectField("Inspector's account", [InputRequired("Choose the account.")])


class EvidenceForm(Form):
    """Asking for evidence."""

    text = TextAreaField("What do you want to see?", [InputRequired("Say what you want to see."), Length(max=4000)])
    record_number = StringField("Record", [Length(max=20)], description="A number such as RIA-2026-0001, or nothing.")


class AnswerForm(Form):
    """Answering a request."""

    text = TextAreaField("Answer", [InputRequired("Write the answer."), Length(max=10_000)])
    files = MultipleFileField("Files", description="A dossier, screenshots, documents; up to 25 MB each.")


class BecauseForm(Form):
    """A step that needs nothing but its reason."""

    reason = ReasonField()
