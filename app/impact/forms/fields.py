"""Fields that the forms of impact share."""

from collections.abc import Iterable

from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.web.forms import Form, ReasonField

LONGEST = 10_000
"""Letters of a longer text."""


class CheckboxesField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return (value, label) pairs as choices."""
    return [SelectChoice(value, label) for value, label in pairs]


def select(label: str, pairs: Iterable[tuple[str, str]], description: str = "") -> SelectField:
    """Return a list to choose one from."""
    return SelectField(label, choices=choices(pairs), description=description)


def text(label: str, description: str = "", *, is_needed: bool = True) -> TextAreaField:
    """Return a longer text."""
    needed = [InputRequired(f"Write the {label.lower()}.")] if is_needed else []
    return TextAreaField(label, [*needed, Length(max=LONGEST)], description=description)


class BecauseForm(Form):
    """A verb that needs nothing but its reason."""

    reason = ReasonField()
