"""The forms of a definition: taking one in, dropping a draft, saying no with a signature."""

from flask_wtf.file import FileField
from wtforms import DateField, RadioField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length, Optional

from app.content.freezing import Shipped
from app.questionnaires.actions.definitions import name_of
from app.questionnaires.models.definition import KINDS
from app.web.forms import Form, ReasonField
from app.web.signing_form import SigningForm

OWN = "own"
"""The choice of a file instead of a definition that ships."""


class TakingInForm(Form):
    """Which definition is taken in, from when on, and why."""

    source = RadioField("Definition", [InputRequired("Choose what is taken in.")], choices=[])
    file = FileField(
        "Your own questionnaire",
        description="A YAML file of at most 1 MB, written like the ones that ship. Needed only for a file of your own.",
        render_kw={"accept": ".yaml,.yml"},
    )
    effective_from = DateField(
        "Effective from", [Optional()], description="Leave it empty for the day of the last signature."
    )
    rationale = TextAreaField(
        "Rationale",
        [InputRequired("Say why."), Length(max=4000)],
        description="What this version is for, and what it changes.",
    )

    def offer(self, shipped: list[Shipped]) -> None:
        """Offer the shipped definitions that are not here yet, and a file."""
        named = [(name_of(one), _label(one)) for one in shipped]
        pairs = [*named, (OWN, "A questionnaire of our own, from a file")]
        self.source.choices = [SelectChoice(value, label) for value, label in pairs]


def _label(one: Shipped) -> str:
    content = one.content
    return f"{KINDS[one.kind]}: {content['title']}, {content['id']}, version {content['version']}"


class DroppingForm(Form):
    """Closing a draft unsigned."""

    reason = ReasonField(validators=[Length(max=2000)])


class RejectionForm(SigningForm):
    """Saying no takes a signature and a reason."""

    reason = ReasonField(validators=[Length(max=2000)])
