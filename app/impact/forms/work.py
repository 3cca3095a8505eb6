"""Forms of the small verbs: hand over, leave the main road, follow up, conclude, decide about use."""

from datetime import UTC, datetime, time

from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.impact.actions.conclusions import FITNESS
from app.impact.actions.defects import DECISIONS as DEFECT_DECISIONS
from app.impact.actions.exposures import DECISIONS as USE_DECISIONS
from app.impact.forms.fields import CheckboxesField, select, text
from app.web.forms import Form, ReasonField

WAYS = {
    "defer": "Defer: the vendor holds the release back for us",
    "not_adopt": "Decline: we do not adopt this release",
    "withdraw": "Withdraw: the vendor pulled the release",
    "merge": "Merge: another assessment of this service stands for this one",
}


class ReassignForm(Form):
    """Handing an assessment to somebody else."""

    to = SelectField("To", [InputRequired("Choose who takes it over.")])
    reason = ReasonField()


class DepartureForm(Form):
    """Leaving the main road."""

    way = select("What happens to this release?", WAYS.items())
    until = DateField("Deferred until", [Optional()], description="For a deferral: the new production date.")
    into = StringField("Merged into", [Optional(), Length(max=20)], description="For a merger: such as RIA-2026-0004.")
    reason = ReasonField()


class ProcedureForm(Form):
    """What about our procedures?"""

    outcome = select(
        "Outcome",
        (("not_needed", "No procedure changes"), ("needed", "A procedure has to change"), ("done", "It has changed")),
    )
    procedure = StringField("Procedure", [Length(max=200)], description="Number and title; empty when none changes.")
    what = text("What changes", is_needed=False)
    reason = ReasonField("Reason or reference", description="Why none changes, or where the change can be seen.")


class TrainingForm(Form):
    """What about training?"""

    outcome = select(
        "Outcome", (("none", "Nobody needs training"), ("needed", "Training is needed"), ("done", "Training is done"))
    )
    roles = StringField("Who", [Length(max=200)], description="Roles or people; empty when nobody needs training.")
    summary = text("What they learn", is_needed=False)
    due = DateField("By", [Optional()], description="Usually the production date.")
    reason = ReasonField("Reason or reference", description="Why nobody needs it, or where it can be seen.")


class ConclusionForm(Form):
    """The conclusion of the round."""

    fit = select("The service", FITNESS.items())
    text = text("Conclusion", "What was done, what was found, and which limits hold.")


class UseDecisionForm(Form):
    """How the service is used while an unapproved release is live."""

    decision = select("Until the release is approved", USE_DECISIONS.items())
    control = text("Interim control", "What people do differently until the approval.")
    begins_on = DateField(
        "From", [Optional()], description="The day from which this holds; empty means from now. It is never back-dated."
    )
    workflows = CheckboxesField("Workflows concerned", coerce=int)

    def begins_at(self, now: datetime) -> datetime:
        """Return from when the decision holds: now, or the beginning of a later day (UTC)."""
        day = self.begins_on.data
        return now if day is None or day == now.date() else datetime.combine(day, time(), UTC)


class ExposureReviewForm(Form):
    """What happened between production and now."""

    records = text("Records created or signed since then", "Name or count them, with the query or list you used.")
    text = text("What this means for them")


class DefectForm(Form):
    """What is done about a failed step."""

    decision = select("Decision", DEFECT_DECISIONS.items())
    reason = ReasonField("Rationale")
