"""What the forms of access share: boxes to tick, and refusals beside their fields."""

from wtforms import Field, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.access.actions.refused import AccessRefused
from app.web.errors import status_of
from app.web.forms import Form


class CheckboxesField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class AccessForm(Form):
    """Puts each sentence of a refusal beside its field; ``status`` is the HTTP status of the page that shows it."""

    status = 422

    def refuse(self, refusal: BaseException) -> None:
        """Keep the refusal for the page."""
        self.status = status_of(refusal)
        if not isinstance(refusal, AccessRefused):
            super().refuse(refusal)
            return
        for name, sentence in refusal.problems:
            field: Field | None = self._fields.get(name)
            if field is None:
                self.refusals.append(sentence)
            else:
                field.errors = [*field.errors, sentence]
