"""Regression test scripts: list, page, writing, revising, retiring."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.impact.actions import test_scripts as actions
from app.impact.forms.fields import BecauseForm, choices
from app.impact.forms.testing import ReviseForm, ScriptForm
from app.impact.models import TestScript
from app.impact.queries import assessments as queries
from app.impact.queries.definitions import library
from app.impact.queries.script_list import SCRIPTS, active_services, script_list
from app.impact.views.around import history_context
from app.suppliers import queries as suppliers
from app.suppliers.models import Service
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("test_scripts", __name__, url_prefix="/tests")


@blueprint.get("")
@policy("impact.assessment.read")
def index() -> ResponseReturnValue:
    """Show the list."""
    return list_page(SCRIPTS, script_list(), "impact/scripts.html")


@blueprint.get("/new")
@policy("impact.test.edit")
def new() -> ResponseReturnValue:
    """Ask for the service first, then show the form."""
    service = suppliers.service(request.args.get("service", ""))
    if service is None:
        return render_template("impact/script_service.html", services=active_services())
    return _page(service, _filled(ScriptForm(formdata=None), service), None)


@blueprint.post("/new")
@policy("impact.test.edit")
def create() -> ResponseReturnValue:
    """Keep a new script."""
    service = suppliers.service(request.args.get("service", "")) or abort(404)
    form = _filled(ScriptForm(), service)
    script = carried_out(form, lambda opened: actions.write_script(service, form.script(), opened.actor, opened.now))
    if script is None:
        return _page(service, form, None), 422
    return redirect(url_for(".show", number=script.number), 303)


@blueprint.get("/<number('TST'):number>")
@policy("impact.assessment.read")
def show(number: str) -> ResponseReturnValue:
    """Show a script with its versions."""
    script = _found(number)
    return render_template("impact/script.html", script=script, **history_context(script))


@blueprint.get("/<number('TST'):number>/edit")
@policy("impact.test.edit")
def edit(number: str) -> ResponseReturnValue:
    """Show the form of the next version."""
    script = _found(number)
    return _page(script.service, _filled(ReviseForm(script, formdata=None), script.service), script)


@blueprint.post("/<number('TST'):number>/edit")
@policy("impact.test.edit")
def revise(number: str) -> ResponseReturnValue:
    """Write the next version."""
    script = _found(number)
    form = _filled(ReviseForm(), script.service)

    def act(opened: Any) -> TestScript:
        reason = form.reason.data or ""
        return actions.revise_script(_found(number), form.script(), reason, opened.actor, opened.now)

    if carried_out(form, act) is None:
        return _page(script.service, form, script), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.get("/<number('TST'):number>/retirement")
@policy("impact.test.edit")
def new_retirement(number: str) -> ResponseReturnValue:
    """Ask why it is retired."""
    return render_template("impact/script_retirement.html", script=_found(number), form=BecauseForm())


@blueprint.post("/<number('TST'):number>/retirement")
@policy("impact.test.edit")
def retire(number: str) -> ResponseReturnValue:
    """Take it out of use."""
    form = BecauseForm()
    done = carried_out(form, lambda opened: actions.retire_script(_found(number), form.reason.data or "", opened.now))
    if done is None:
        return render_template("impact/script_retirement.html", script=_found(number), form=form), 422
    return redirect(url_for(".show", number=number), 303)


def _filled(form: Any, service: Service) -> Any:
    """Offer the workflows of the service and the tests of the packs."""
    form.workflows.choices = [(one.id, f"{one.number} {one.name}") for one in service.workflows if one.is_active]
    tree = library().decision_tree
    packs = [*tree.core_pack, *tree.smoke_pack, tree.integration_smoke]
    form.pack_test.choices = choices([("", "none of them"), *((one.id, one.title) for one in packs)])
    return form


def _page(service: Service, form: Any, script: TestScript | None) -> str:
    return render_template("impact/script_form.html", service=service, form=form, script=script)


def _found(number: str) -> TestScript:
    return queries.test_script(number) or abort(404)
