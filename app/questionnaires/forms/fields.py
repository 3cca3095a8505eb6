"""What the forms of questionnaires share: refusals beside their fields."""

from wtforms import Field

from app.questionnaires.actions.refused import RequestRefused
from app.web.errors import status_of
from app.web.forms import Form

LONGEST_NAME = 200
LONGEST_REASON = 2000


class Placing(Form):
    """Puts each sentence of a refusal beside its field; ``status`` is the HTTP status of the page that shows it."""

    status = 422

    def refuse(self, refusal: BaseException) -> None:
        """Keep the refusal for the page."""
        self.status = status_of(refusal)
        if not isinstance(refusal, RequestRefused):
            super().refuse(refusal)
            return
        for name, sentence in refusal.problems:
            field: Field | None = self._fields.get(name)
            if field is None:
                self.refusals.append(sentence)
            else:
                field.errors = [*field.errors, sentence]
