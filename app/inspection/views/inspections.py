"""Inspections: QA asks for an inspector's access, an administrator gives it, either ends it; QA reads the looks."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than the library

from app.base.db import Transaction
from app.inspection.actions import inspections as actions
from app.inspection.actions.inspections import Visit
from app.inspection.forms.inspections import BecauseForm, GrantForm, VisitForm
from app.inspection.models import Inspection
from app.inspection.queries import inspections as queries
from app.inspection.queries import scopes
from app.people import queries as people
from app.web.edge import now
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("inspections", __name__, url_prefix="/inspection/inspections")
_ONE = "/<number('INS'):number>"


@blueprint.get("/")
@policy("people.inspector.read")
def index() -> ResponseReturnValue:
    """List the inspections."""
    return list_page(queries.listing(), queries.inspections(), "inspection/inspections.html")


@blueprint.get("/new")
@policy("people.inspector.ask")
def new() -> str:
    """Ask for what the access is needed."""
    return _new_page(VisitForm(formdata=None))


@blueprint.post("/")
@policy("people.inspector.ask")
def create() -> ResponseReturnValue:
    """Ask an administrator for the access."""
    form = VisitForm()

    def act(opened: Transaction) -> str:
        if form.begins_on.data is None or form.ends_on.data is None:
            raise LookupError("A visit is read from a valid form only.")
        days = form.begins_on.data, form.ends_on.data
        visit = Visit(form.title.data or "", form.reason.data or "", *days, form.scope)
        return actions.ask(visit, current_app.config["QUALWARD"].timezone, opened.actor, opened.now).number

    number = carried_out(form, act)
    if number is None:
        return _new_page(form), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.get(_ONE)
@policy("people.inspector.read")
def show(number: str) -> str:
    """Show one inspection."""
    return _page(_found(number), _grant_form(is_empty=True))


@blueprint.get(f"{_ONE}/looks")
@policy("inspection.look.read")
def looks(number: str) -> ResponseReturnValue:
    """List what the inspector looked at."""
    found = _found(number)
    return list_page(queries.look_listing(), queries.looks(found), "inspection/looks.html", inspection=found)


@blueprint.post(f"{_ONE}/grants")
@policy("people.inspector.grant")
def grant(number: str) -> ResponseReturnValue:
    """Give the access to an account."""
    form = _grant_form(is_empty=False)

    def act(opened: Transaction) -> Inspection:
        inspector = people.person(form.inspector.data or "") or abort(422)
        return actions.grant(_found(number), inspector, opened.actor, opened.now)

    if not carried_out(form, act):
        return _page(_found(number), form), 422
    flash(f"{number} is granted.", "success")
    return redirect(url_for(".show", number=number), 303)


@blueprint.get(f"{_ONE}/refusal")
@policy("people.inspector.grant")
def refusal(number: str) -> str:
    """Ask why the access is not given."""
    return _because(_found(number), BecauseForm(formdata=None), "refuse")


@blueprint.post(f"{_ONE}/refusal")
@policy("people.inspector.grant")
def refuse(number: str) -> ResponseReturnValue:
    """Say no with the reason."""
    form = BecauseForm()
    if not carried_out(
        form, lambda opened: actions.refuse(_found(number), form.reason.data or "", opened.actor, opened.now)
    ):
        return _because(_found(number), form, "refuse"), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.get(f"{_ONE}/end")
@policy("people.inspector.end")
def ending(number: str) -> str:
    """Ask why the access ends early."""
    return _because(_found(number), BecauseForm(formdata=None), "end")


@blueprint.post(f"{_ONE}/end")
@policy("people.inspector.end")
def end(number: str) -> ResponseReturnValue:
    """End the access with the reason."""
    form = BecauseForm()
    if not carried_out(form, lambda _opened: actions.end(_found(number), form.reason.data or "")):
        return _because(_found(number), form, "end"), 422
    flash(f"{number} has ended; the inspector's very next request is refused.", "success")
    return redirect(url_for(".show", number=number), 303)


def _new_page(form: VisitForm) -> str:
    return render_template("inspection/inspection_new.html", form=form, longest=queries.longest_days())


def _grant_form(*, is_empty: bool) -> GrantForm:
    form = GrantForm(formdata=None) if is_empty else GrantForm()
    form.inspector.choices = [
        SelectChoice("", "Choose"),
        *(SelectChoice(one.username, one.label) for one in queries.inspectors()),
    ]
    return form


def _page(found: Inspection, form: GrantForm) -> str:
    return render_template(
        "inspection/inspection.html",
        found=found,
        form=form,
        is_running=found.is_running(now()),
        scopes=scopes.scopes_of(found),
        covers=scopes.covers,
    )


def _because(found: Inspection, form: BecauseForm, verb: str) -> str:
    return render_template("inspection/inspection_because.html", found=found, form=form, verb=verb)


def _found(number: str) -> Inspection:
    return queries.inspection(number) or abort(404)
