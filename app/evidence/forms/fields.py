"""Bases and fields that the forms of this room share."""

from collections.abc import Iterable, Sequence

from wtforms import Field, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import Length

from app.evidence.actions.refused import Refused
from app.evidence.rules.details import LONGEST
from app.evidence.rules.reading import LEVELS, OWNERS, readable_levels
from app.people import queries as people
from app.people.models import Person
from app.records.actor import Actor
from app.web.errors import status_of
from app.web.forms import Form, ReasonField, RecordForm


class Placing(Form):
    """Puts each sentence of a refusal beside its field; ``status`` is the HTTP status of the page that shows it."""

    status = 422

    def refuse(self, refusal: BaseException) -> None:
        """Keep the refusal for the page."""
        self.status = status_of(refusal)
        if not isinstance(refusal, Refused):
            super().refuse(refusal)
            return
        for name, sentence in refusal.problems:
            field: Field | None = self._fields.get(name)
            if field is None:
                self.refusals.append(sentence)
            else:
                field.errors = [*field.errors, sentence]


class ChangeForm(Placing, RecordForm):
    """A form on something that exists: its version, and a reason."""

    reason = ReasonField(validators=[Length(max=2000)])


class ReasonForm(ChangeForm):
    """Nothing but a reason: withdrawing, reinstating."""


def fits(name: str) -> Length:
    """Return the check for the length of a field."""
    return Length(max=LONGEST[name], message=f"At most {LONGEST[name]:,} characters fit here.")


def choices(pairs: Iterable[tuple[object, str]]) -> list[SelectChoice]:
    """Return (value, label) pairs as choices."""
    return [SelectChoice(value, label) for value, label in pairs]


def offer_levels(field: SelectField, actor: Actor) -> None:
    """Offer the confidentialities that this person reads."""
    readable = readable_levels(actor.roles)
    field.choices = choices((code, f"{one.title}: {one.what}") for code, one in LEVELS.items() if code in readable)


def offer_owners(field: SelectField, present: Person | None = None) -> None:
    """Offer everybody who may look after evidence, and whoever does now even if they left."""
    found = {one.id: one for role in sorted(OWNERS) for one in people.holders(role)}
    if present is not None:
        found.setdefault(present.id, present)
    named: Sequence[Person] = sorted(found.values(), key=lambda one: one.name)
    pairs = [(str(one.id), one.label if one.is_active else f"{one.label}, deactivated") for one in named]
    field.choices = choices([("", "Choose"), *pairs])


def person_id(value: object) -> int | None:
    """Read a person's id; anything that is none becomes an id that nobody has."""
    text = "" if value is None else str(value)
    return (int(text) if text.isdecimal() and len(text) < 18 else -1) if text else None
