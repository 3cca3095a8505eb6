"""Who is trained, who is not, and on which procedures."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.people import queries as people
from app.training import actions, forms, queries
from app.training.models import Procedure
from app.web.edge import now
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("training", __name__, url_prefix="/training")


@blueprint.get("")
@policy("training.record.read")
def index() -> ResponseReturnValue:
    """Show the gaps first, then the procedures."""
    today = now().date()
    return render_template(
        "training/index.html", gaps=queries.gaps(today), procedures=queries.procedures(), newest=queries.newest()
    )


@blueprint.get("/procedures/new")
@policy("training.procedure.edit")
def new_procedure() -> ResponseReturnValue:
    """Ask for a procedure."""
    return render_template("training/new_procedure.html", form=forms.ProcedureForm(formdata=None))


@blueprint.post("/procedures")
@policy("training.procedure.edit")
def add_procedure() -> ResponseReturnValue:
    """Register a procedure."""
    form = forms.ProcedureForm()
    added = carried_out(form, lambda opened: actions.add_procedure(forms.new_procedure(form), opened.actor, opened.now))
    if added is None:
        return render_template("training/new_procedure.html", form=form), 422
    flash(f"{added.number} is registered.", "success")
    return redirect(url_for("training.index"), 303)


@blueprint.get("/procedures/<number('PRO'):number>")
@policy("training.procedure.edit")
def procedure(number: str) -> ResponseReturnValue:
    """Show a procedure for putting a new version in force."""
    one = _found(number)
    return render_template("training/procedure.html", one=one, form=forms.ProcedureEditForm(formdata=None, obj=one))


@blueprint.post("/procedures/<number('PRO'):number>")
@policy("training.procedure.edit")
def revise_procedure(number: str) -> ResponseReturnValue:
    """Put a new version in force."""
    form = forms.ProcedureEditForm()

    def revise(opened: Transaction) -> bool:
        one = _found(number)
        form.require_version_of(one)
        actions.revise_procedure(one, forms.new_procedure(form), form.reason.data or "", opened.actor, opened.now)
        return True

    if carried_out(form, revise) is None:
        return render_template("training/procedure.html", one=_found(number), form=form), 422
    flash(f"{number} is changed.", "success")
    return redirect(url_for("training.index"), 303)


@blueprint.get("/records/new")
@policy("training.record.edit")
def new_record() -> ResponseReturnValue:
    """Ask who was trained on what."""
    return render_template("training/new_record.html", form=_offered(forms.TrainingForm(formdata=None)))


@blueprint.post("/records")
@policy("training.record.edit")
def record_training() -> ResponseReturnValue:
    """Put a training on record."""
    form = _offered(forms.TrainingForm())
    recorded = carried_out(
        form, lambda opened: actions.record_training(forms.completion(form), opened.actor, opened.now)
    )
    if recorded is None:
        return render_template("training/new_record.html", form=form), 422
    flash("The training is on record.", "success")
    return redirect(url_for("training.index"), 303)


def _offered(form: forms.TrainingForm) -> forms.TrainingForm:
    form.offer(
        [(one.id, one.label) for one in people.active_people()],
        [(one.id, f"{one.number} {one.title}, version {one.procedure_version}") for one in queries.procedures()],
    )
    return form


def _found(number: str) -> Procedure:
    return queries.procedure(number) or abort(404)
