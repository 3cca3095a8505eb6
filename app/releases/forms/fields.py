"""Bases and fields that the forms of this room share."""

from collections.abc import Sequence

from wtforms import Field
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import Length

from app.releases.actions import Refused
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
    """Nothing but a reason: retiring, reactivating, withdrawing."""


def choices(pairs: Sequence[tuple[object, str]]) -> list[SelectChoice]:
    """Return (value, label) pairs as choices."""
    return [SelectChoice(value, label) for value, label in pairs]
