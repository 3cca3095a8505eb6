"""Procedures, training and the conclusion of a round."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.impact.actions import conclusions, follow_ups
from app.impact.forms.fields import BecauseForm
from app.impact.forms.work import ConclusionForm, ProcedureForm, TrainingForm
from app.impact.models import Assessment, ProcedureChange, TrainingNeed
from app.impact.views.around import act_page, acted, found
from app.web.guard import policy

blueprint = Blueprint("impact_follow_ups", __name__, url_prefix="/impact-assessments/<number('RIA'):number>")

_KIND = "<any(procedures, trainings):kind>/<int:entry_id>"


@blueprint.get("/procedures/new")
@policy("impact.procedure.edit")
def new_procedure(number: str) -> ResponseReturnValue:
    """Ask what about our procedures."""
    return _procedure_page(found(number), ProcedureForm())


@blueprint.post("/procedures/new")
@policy("impact.procedure.edit")
def add_procedure(number: str) -> ResponseReturnValue:
    """Add an entry about procedures."""
    assessment, form = found(number), ProcedureForm()

    def act(opened: Transaction) -> object:
        entry = follow_ups.Procedure(
            form.procedure.data or "", form.what.data or "", form.outcome.data, form.reason.data or ""
        )
        return follow_ups.settle_procedures(found(number), entry, opened.actor, opened.now)

    return acted(form, act, lambda: _procedure_page(assessment, form), _address(number))


@blueprint.get("/trainings/new")
@policy("impact.procedure.edit")
def new_training(number: str) -> ResponseReturnValue:
    """Ask what about training."""
    return _training_page(found(number), TrainingForm())


@blueprint.post("/trainings/new")
@policy("impact.procedure.edit")
def add_training(number: str) -> ResponseReturnValue:
    """Add an entry about training."""
    assessment, form = found(number), TrainingForm()

    def act(opened: Transaction) -> object:
        entry = follow_ups.Training(
            form.roles.data or "", form.summary.data or "", form.outcome.data, form.reason.data or "", form.due.data
        )
        return follow_ups.settle_training(found(number), entry, opened.actor, opened.now)

    return acted(form, act, lambda: _training_page(assessment, form), _address(number))


@blueprint.get(f"/{_KIND}/completion")
@policy("impact.procedure.edit")
def new_completion(number: str, kind: str, entry_id: int) -> ResponseReturnValue:
    """Ask where the finished change can be seen."""
    assessment, entry = _entry(number, kind, entry_id)
    return act_page(assessment, BecauseForm(), f"Done: {_name(entry)}", "Record as done")


@blueprint.post(f"/{_KIND}/completion")
@policy("impact.procedure.edit")
def complete(number: str, kind: str, entry_id: int) -> ResponseReturnValue:
    """Record that it is done."""
    assessment, entry = _entry(number, kind, entry_id)
    form, title = BecauseForm(), f"Done: {_name(entry)}"

    def act(opened: Transaction) -> object:
        follow_ups.finish(_entry(number, kind, entry_id)[1], form.reason.data or "", opened.actor, opened.now)
        return True

    return acted(form, act, lambda: act_page(assessment, form, title, "Record as done"), _address(number))


@blueprint.get(f"/{_KIND}/withdrawal")
@policy("impact.procedure.edit")
def new_withdrawal(number: str, kind: str, entry_id: int) -> ResponseReturnValue:
    """Ask why an entry is taken back."""
    assessment, entry = _entry(number, kind, entry_id)
    return act_page(assessment, BecauseForm(), f"Take back: {_name(entry)}", "Take back")


@blueprint.post(f"/{_KIND}/withdrawal")
@policy("impact.procedure.edit")
def withdraw(number: str, kind: str, entry_id: int) -> ResponseReturnValue:
    """Take an entry back; it stays readable."""
    assessment, entry = _entry(number, kind, entry_id)
    form, title = BecauseForm(), f"Take back: {_name(entry)}"

    def act(opened: Transaction) -> object:
        follow_ups.take_back(_entry(number, kind, entry_id)[1], form.reason.data or "", opened.now)
        return True

    return acted(form, act, lambda: act_page(assessment, form, title, "Take back"), _address(number))


@blueprint.get("/conclusions/new")
@policy("impact.assessment.assess")
def new_conclusion(number: str) -> ResponseReturnValue:
    """Ask for the conclusion."""
    return _conclusion_page(found(number), ConclusionForm())


@blueprint.post("/conclusions/new")
@policy("impact.assessment.assess")
def conclude(number: str) -> ResponseReturnValue:
    """Write the conclusion."""
    assessment, form = found(number), ConclusionForm()

    def act(opened: Transaction) -> object:
        return conclusions.conclude(found(number), form.fit.data, form.text.data or "", opened.actor, opened.now)

    return acted(form, act, lambda: _conclusion_page(assessment, form), _address(number))


def _entry(number: str, kind: str, entry_id: int) -> tuple[Assessment, ProcedureChange | TrainingNeed]:
    assessment = found(number)
    at_work = assessment.this_round
    entries: list[ProcedureChange | TrainingNeed] = [
        *(at_work.procedures if kind == "procedures" else at_work.trainings)
    ]
    return assessment, next((one for one in entries if one.id == entry_id), None) or abort(404)


def _name(entry: ProcedureChange | TrainingNeed) -> str:
    if isinstance(entry, ProcedureChange):
        return entry.procedure or "no procedure changes"
    return f"training for {entry.roles}" if entry.roles else "no training"


def _procedure_page(assessment: Assessment, form: ProcedureForm) -> str:
    return act_page(
        assessment, form, "Procedures", "Record", "Name one procedure at a time, or record that none changes."
    )


def _training_page(assessment: Assessment, form: TrainingForm) -> str:
    return act_page(
        assessment, form, "Training", "Record", "Name who learns what by when, or record that nobody has to."
    )


def _conclusion_page(assessment: Assessment, form: ConclusionForm) -> str:
    return act_page(
        assessment, form, "Conclusion", "Record", "A later conclusion replaces this one; both stay readable."
    )


def _address(number: str) -> str:
    return url_for("impact_assessments.show", number=number, _anchor="conclusion")
