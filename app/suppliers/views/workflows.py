"""Workflows of a service: registration, page, change, confirmation by the owner."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.suppliers import queries
from app.suppliers.actions import workflows as actions
from app.suppliers.forms.workflows import WorkflowChangeForm, WorkflowForm
from app.suppliers.models import Workflow
from app.suppliers.rules.workflows import AREA_TITLES
from app.suppliers.views.around import history_context
from app.web.edge import actor, writing
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("workflows", __name__, url_prefix="/services/<number('SVC'):service_number>/workflows")


@blueprint.get("/new")
@policy("suppliers.workflow.edit")
def new(service_number: str) -> ResponseReturnValue:
    """Show the form of a new workflow."""
    service = queries.service(service_number) or abort(404)
    return render_template("suppliers/workflows/new.html", service=service, form=WorkflowForm())


@blueprint.post("")
@policy("suppliers.workflow.edit")
def create(service_number: str) -> ResponseReturnValue:
    """Register a workflow."""
    service = queries.service(service_number) or abort(404)
    form = WorkflowForm()
    workflow = carried_out(form, lambda _: actions.register_workflow(service, form.details))
    if workflow is None:
        return render_template("suppliers/workflows/new.html", service=service, form=form), 422
    return redirect(url_for(".show", service_number=service_number, number=workflow.number), 303)


@blueprint.get("/<number('WFL'):number>")
@policy("suppliers.service.read")
def show(service_number: str, number: str) -> ResponseReturnValue:
    """Show one workflow."""
    workflow = _found(service_number, number)
    return render_template(
        "suppliers/workflows/show.html",
        workflow=workflow,
        area_titles=AREA_TITLES,
        confirmation=actions.confirmation_of(workflow, actor()),
        **history_context(workflow),
    )


@blueprint.get("/<number('WFL'):number>/edit")
@policy("suppliers.workflow.edit")
def edit(service_number: str, number: str) -> ResponseReturnValue:
    """Show the form of a change."""
    workflow = _found(service_number, number)
    return render_template("suppliers/workflows/edit.html", workflow=workflow, form=WorkflowChangeForm(workflow))


@blueprint.post("/<number('WFL'):number>")
@policy("suppliers.workflow.edit")
def update(service_number: str, number: str) -> ResponseReturnValue:
    """Change a workflow, which takes its confirmation back."""
    workflow = _found(service_number, number)
    form = WorkflowChangeForm(workflow)

    def change(_: object) -> bool:
        form.require_version_of(workflow)
        return actions.change_workflow(workflow, form.details, form.reason.data or "")

    changed = carried_out(form, change)
    if changed is None:
        return render_template("suppliers/workflows/edit.html", workflow=workflow, form=form), form.status
    flash("Saved." if changed else "Nothing differed from the record, so nothing was saved.")
    return redirect(url_for(".show", service_number=service_number, number=number), 303)


@blueprint.post("/<number('WFL'):number>/confirmation")
@policy("suppliers.workflow.confirm")
def confirm(service_number: str, number: str) -> ResponseReturnValue:
    """Let the owner say that this is how the service is used."""
    with writing() as opened:
        actions.confirm_workflow(_found(service_number, number), opened.actor, opened.now)
    return redirect(url_for(".show", service_number=service_number, number=number), 303)


def _found(service_number: str, number: str) -> Workflow:
    return queries.workflow(service_number, number) or abort(404)
