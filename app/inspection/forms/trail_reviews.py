"""What a reviewer of a period types."""

from datetime import date
from typing import Any

from wtforms import DateField, RadioField, SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.inspection.queries.trail_periods import LONGEST_DAYS, Period
from app.inspection.rules.judging import JUDGEMENTS
from app.records.regulated import record_types
from app.web.forms import Form, ReasonField


class CheckboxesField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PeriodForm(Form):
    """Which days and which types of records are reviewed."""

    begins_on = DateField("From", [InputRequired("Give the first day.")])
    ends_on = DateField("To", [InputRequired("Give the last day.")])
    record_types = CheckboxesField("Types of records", description="Tick none to review all of them.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(one for one, kind in record_types().items() if kind.__module__.startswith("app."))
        self.record_types.choices = [SelectChoice(one, one.replace(".", ": ").replace("_", " ")) for one in names]

    @property
    def period(self) -> Period:
        """What was asked for; read after validation."""
        if self.begins_on.data is None or self.ends_on.data is None:
            raise LookupError("A period is read from a valid form only.")
        return Period(self.begins_on.data, self.ends_on.data, tuple(sorted(self.record_types.data or [])))

    def validate_ends_on(self, field: DateField) -> None:
        """Refuse a period that ends before it begins, or is too long. Raises ValidationError."""
        begin, end = self.begins_on.data, field.data
        if isinstance(begin, date) and isinstance(end, date) and not 0 <= (end - begin).days < LONGEST_DAYS:
            raise ValidationError(f"The period ends before it begins, or has more than {LONGEST_DAYS} days.")


class JudgementForm(Form):
    """A judgement of one item or of several alike."""

    items = CheckboxesField("Items", choices=[], validate_choice=False)
    judgement = RadioField(
        "Judgement",
        [InputRequired("Choose a judgement.")],
        choices=[SelectChoice(code, words) for code, words in JUDGEMENTS.items()],
    )
    comment = TextAreaField("Comment", [Length(max=4000)], description="Needed for a finding: what, and what follows.")

    @property
    def positions(self) -> list[int]:
        """The places of the ticked items; what is no number is left out."""
        return [int(one) for one in self.items.data or [] if str(one).isdecimal() and len(str(one)) < 10]


class ConclusionForm(Form):
    """The outcome in words, before it is signed."""

    conclusion = TextAreaField(
        "Conclusion",
        [InputRequired("Write the conclusion."), Length(min=10, max=10_000)],
        description="What was looked at, what was found, and what follows from it.",
    )


class WithdrawalForm(Form):
    """Giving a review up."""

    reason = ReasonField()
