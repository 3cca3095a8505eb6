"""The sheet of a scorer: ten factors, each with its anchors to choose from and a rationale."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import Length

from app.content.risk_model import Factor, RiskModel
from app.qualification.actions.sheets import Given
from app.qualification.rules.sheets import LONGEST, UNKNOWN
from app.suppliers.actions.refused import Refused
from app.web.errors import status_of
from app.web.forms import Form


class EntryForm(Form):
    """One factor. What is missing is said when the sheet is handed in; until then it may be saved as it is."""

    score = RadioField("Score", validate_choice=False)
    rationale = TextAreaField("Rationale", [Length(max=LONGEST, message=f"At most {LONGEST:,} characters fit here.")])

    class Meta:
        """Inside the sheet's form: the token is checked once, by the outer form."""

        csrf = False

    def __init__(self, factor: Factor, model: RiskModel, given: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(prefix=f"{factor.code}-", data=dict(given), **kwargs)
        self.factor = factor
        self.score.label.text, self.rationale.label.text = f"{factor.code} score", f"{factor.code} rationale"
        anchors = [SelectChoice(str(at), f"{at} – {words}") for at, words in enumerate(factor.anchors)]
        unknown = SelectChoice(UNKNOWN, f"Unknown – counts as {model.unknown_score} and is flagged")
        self.score.choices = [*anchors, unknown]


class SheetForm(Form):
    """A whole sheet. ``given`` is what was saved before."""

    status = 422

    def __init__(self, model: RiskModel, given: Given, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.entries = [EntryForm(factor, model, given.get(factor.code, {}), **kwargs) for factor in model.factors]

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Check the sheet and every factor, so that all faults show at once."""
        faults = [not one.validate() for one in self.entries]
        return bool(super().validate_on_submit(extra_validators)) and not any(faults)

    @property
    def typed(self) -> dict[str, dict[str, str]]:
        """Score and rationale by factor, as typed."""
        return {
            one.factor.code: {"score": one.score.data or "", "rationale": one.rationale.data or ""}
            for one in self.entries
        }

    @property
    def problems(self) -> list[tuple[str | None, str, str]]:
        """Every fault of the sheet and of its factors."""
        return [*super().problems, *(problem for one in self.entries for problem in one.problems)]

    def refuse(self, refusal: BaseException) -> None:
        """Put each sentence of a refusal beside its field."""
        self.status = status_of(refusal)
        if not isinstance(refusal, Refused):
            super().refuse(refusal)
            return
        fields = {field.name: field for one in self.entries for field in one}
        for name, sentence in refusal.problems:
            if name in fields:
                fields[name].errors = [*fields[name].errors, sentence]
            else:
                self.refusals.append(sentence)
