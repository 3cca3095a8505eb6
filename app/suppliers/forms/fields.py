"""Fields and bases that the forms of the register share."""

from collections.abc import Sequence

from wtforms import Field, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.people import queries as people
from app.people.models import Person
from app.suppliers.actions.refused import Refused
from app.suppliers.actions.retiring import StillInUse
from app.suppliers.rules.details import LONGEST
from app.web.errors import status_of
from app.web.forms import Form, ReasonField, RecordForm


class CheckboxesField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Placing(Form):
    """Puts each sentence of a refusal beside its field; ``status`` is the HTTP status of the page that shows it."""

    status = 422

    def refuse(self, refusal: BaseException) -> None:
        """Keep the refusal for the page."""
        self.status = status_of(refusal)
        if isinstance(refusal, Refused):
            for name, sentence in refusal.problems:
                self._place(name, sentence)
        elif isinstance(refusal, StillInUse):
            self.refusals.extend(refusal.reasons)
        else:
            super().refuse(refusal)

    def _place(self, name: str, sentence: str) -> None:
        field: Field | None = self._fields.get(name)
        if field is None:
            self.refusals.append(sentence)
        else:
            field.errors = [*field.errors, sentence]


class NewForm(Placing):
    """A form for something new."""


class ChangeForm(Placing, RecordForm):
    """A form on something that exists: its version, and a reason."""

    reason = ReasonField(validators=[Length(max=LONGEST["reason"])])


class ReasonForm(ChangeForm):
    """Nothing but a reason: retiring, reactivating, withdrawing."""


def fits(name: str) -> Length:
    """Return the check for the length of a field."""
    return Length(max=LONGEST[name], message=f"At most {LONGEST[name]:,} characters fit here.")


def person_field(label: str, description: str) -> SelectField:
    """Return a field that names an active person or nobody; `offer_people` fills it."""
    return SelectField(label, coerce=_person_id, choices=[], description=description)


def offer_people(field: SelectField, role: str, present: Person | None = None) -> None:
    """Offer the holders of ``role``, and whoever is named now even if they left, so that an edit does not lose them."""
    found = people.holders(role)
    if present is not None and present.id not in {one.id for one in found}:
        found = [*found, present]
    named = [SelectChoice(str(one.id), one.label if one.is_active else f"{one.label}, deactivated") for one in found]
    field.choices = [SelectChoice("", "Nobody named yet"), *named]


def choices(pairs: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    """Return (value, label) pairs as choices."""
    return [SelectChoice(value, label) for value, label in pairs]


def _person_id(value: object) -> int | None:
    """Read a person's id; anything that is none becomes an id that nobody has."""
    text = "" if value is None else str(value)
    return (int(text) if text.isdecimal() and len(text) < 18 else -1) if text else None


def empty_is_none(text: str | None) -> str | None:
    """Store an empty field as not given."""
    return text or None
