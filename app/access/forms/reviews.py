"""Forms of access reviews: opening one, deciding on an account, withdrawing."""

from collections.abc import Sequence
from datetime import date

from wtforms import DateField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.access.actions.reviews import NewReview
from app.access.forms.fields import AccessForm, CheckboxesField
from app.access.models import ReviewLine
from app.access.rules.decisions import OUTCOMES, Wanted
from app.access.rules.scopes import SCOPES, Scope
from app.people.models import Person
from app.people.permissions import ROLES
from app.web.forms import ReasonField, RecordForm, says_why

LONGEST_TITLE = 200
LONGEST_REASON = 2000


def _choices(pairs: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


class ReviewForm(AccessForm):
    """A new review."""

    title = StringField("Title", [InputRequired("Give the review a title."), Length(max=LONGEST_TITLE)])
    scope = RadioField(
        "Whose accounts",
        [InputRequired("Choose whose accounts are reviewed.")],
        choices=_choices(list(SCOPES.items())),
        default="everybody",
    )
    role = SelectField(
        "Role",
        choices=_choices([("", "–"), *((code, f"{code} – {words}") for code, words in ROLES.items())]),
        description="For “Everybody who holds one role”.",
    )
    people = SelectMultipleField(
        "People", coerce=int, choices=[], description="For “People chosen one by one”. Hold Ctrl to choose several."
    )
    due_on = DateField("Due", [InputRequired("Give the day by which every account is decided on.")])

    def offer(self, everybody: Sequence[Person]) -> None:
        """Offer every account, deactivated ones named as such."""
        self.people.choices = [
            SelectChoice(one.id, one.label if one.is_active else f"{one.label}, deactivated") for one in everybody
        ]

    @property
    def wanted(self) -> NewReview:
        """What was asked for."""
        kind = self.scope.data or ""
        role = self.role.data or "" if kind == "role" else ""
        chosen = frozenset(self.people.data or ()) if kind == "chosen" else frozenset()
        return NewReview(self.title.data or "", Scope(kind, role, chosen), self.due_on.data or date.min)


class DecisionForm(AccessForm):
    """A decision on one account. ``seen`` counts the decisions that stood there when the page was opened."""

    outcome = RadioField("Decision", [InputRequired("Choose one.")], choices=_choices(list(OUTCOMES.items())))
    roles_taken = CheckboxesField("Roles to take away", choices=[], description="For “Change” only.")
    reason = TextAreaField(
        "Reason",
        [Optional(), Length(max=LONGEST_REASON), says_why],
        description="Needed to change or remove, and to keep an account that is flagged.",
    )
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired("Open the account again.")])

    def offer(self, line: ReviewLine) -> None:
        """Offer the roles that the account held when the review was opened; of one role nothing can be changed."""
        self.outcome.choices = _choices(
            [pair for pair in OUTCOMES.items() if pair[0] != "change" or len(line.roles) > 1]
        )
        if len(line.roles) > 1:
            roles = [SelectChoice(one, f"{one} – {ROLES.get(one, 'unknown')}") for one in line.roles]
            self.roles_taken.choices = roles
        else:
            del self.roles_taken

    @property
    def wanted(self) -> Wanted:
        """What was decided."""
        taken = self.roles_taken.data if self.roles_taken else None
        return Wanted(self.outcome.data or "", self.reason.data or "", tuple(taken or ()))


class WithdrawalForm(AccessForm, RecordForm):
    """Why something is withdrawn."""

    reason = ReasonField(validators=[Length(max=LONGEST_REASON)])
