"""The form of a dated fact. Which fields it has follows from the kind."""

from datetime import date
from typing import Any

from wtforms import DateField, Field, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from app.suppliers.forms.fields import NewForm, choices, fits
from app.suppliers.rules.facts import FactDetails, FactKind
from app.web.forms import says_why


class FactForm(NewForm):
    """A fact as stated, with its proof and the day for which the proof speaks."""

    name = StringField("Name", [fits("fact_name")])
    value: Field
    proof = TextAreaField(
        "Proof",
        [InputRequired("Say where this can be seen."), fits("proof")],
        description="Where it can be seen: contract and page, licence list, screenshot, the supplier's mail of a day.",
    )
    as_of = DateField("As of", [InputRequired("Give the day for which the proof speaks.")])
    reason = TextAreaField(
        "Reason",
        [Optional(), fits("reason"), says_why],
        description="Needed when the fact takes the place of one that is on record.",
    )

    def __init__(self, kind: FactKind, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.value.label.text = kind.value_label
        if kind.only_name is not None:
            del self.name
        else:
            self.name.label.text = kind.name_label

    @property
    def details(self) -> FactDetails:
        """What was typed."""
        name = self.kind.only_name or self.name.data or ""
        as_of = self.as_of.data or date.max  # a missing day is refused before this is asked
        return FactDetails(self.kind.code, name, self.value.data or "", self.proof.data or "", as_of)


class WrittenFactForm(FactForm):
    """A fact whose value is written freely."""

    value = StringField("Value", [InputRequired("Say what is the case."), fits("fact_value")])


class ChosenFactForm(FactForm):
    """A fact whose value is one of a few words: a module, a toggle."""

    value = SelectField("Value", [InputRequired("Choose one.")], choices=[])

    def __init__(self, kind: FactKind, **kwargs: Any) -> None:
        super().__init__(kind, **kwargs)
        self.value.choices = choices((("", "Choose"), *kind.values))


def fact_form(kind: FactKind, **kwargs: Any) -> FactForm:
    """Return the form for a kind of fact."""
    return ChosenFactForm(kind, **kwargs) if kind.values else WrittenFactForm(kind, **kwargs)
