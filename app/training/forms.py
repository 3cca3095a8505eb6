"""What people type on the pages of training: parsed and validated, nothing else."""

from datetime import date

from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its type stubs
from wtforms.validators import InputRequired, Length, Optional

from app.training.actions import Completion, NewProcedure
from app.web.forms import Form, ReasonField, RecordForm


class _ProcedureFields:
    title = StringField("Title", [InputRequired("Give a title."), Length(max=200)])
    procedure_version = StringField("Version", [InputRequired("Give the version."), Length(max=40)])
    effective_on = DateField("In force since", [InputRequired("Give the day it came into force.")])
    required_for_signing = BooleanField("Everybody who signs must be trained on it")


class ProcedureForm(_ProcedureFields, Form):
    """A procedure as first registered."""


class ProcedureEditForm(_ProcedureFields, RecordForm):
    """A procedure in a new version."""

    reason = ReasonField()


class TrainingForm(Form):
    """A training that somebody else finished."""

    person_id = SelectField("Person", coerce=int)
    procedure_id = SelectField("Procedure", coerce=int)
    completed_on = DateField("Done on", [InputRequired("Give the day of the training.")])
    expires_on = DateField("Valid until", [Optional()], description="Leave it empty when the procedure sets no end.")

    def offer(self, people: list[tuple[int, str]], procedures: list[tuple[int, str]]) -> None:
        """Fill the two lists: id and words."""
        self.person_id.choices = [SelectChoice(one, words) for one, words in people]
        self.procedure_id.choices = [SelectChoice(one, words) for one, words in procedures]


def new_procedure(form: ProcedureForm | ProcedureEditForm) -> NewProcedure:
    """Return what a valid form says of a procedure."""
    effective_on: date = form.effective_on.data or date.max
    return NewProcedure(
        form.title.data or "", form.procedure_version.data or "", effective_on, bool(form.required_for_signing.data)
    )


def completion(form: TrainingForm) -> Completion:
    """Return what a valid form says of a training."""
    return Completion(
        form.person_id.data, form.procedure_id.data, form.completed_on.data or date.max, form.expires_on.data
    )
