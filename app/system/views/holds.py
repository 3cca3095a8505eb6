"""Legal holds: the list, setting one, its page, lifting it by signature; and what holds a service."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.records import revisions
from app.system.actions import holds as actions
from app.system.forms.holds import HoldForm, LiftingForm
from app.system.models import Hold
from app.system.queries import holds as queries
from app.system.rules.holds import SCOPES, STEP
from app.system.views import signing
from app.system.views.around import history_context
from app.web.edge import actor
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("legal_holds", __name__, url_prefix="/system/legal-holds")
under_service = Blueprint("service_holds", __name__, url_prefix="/services/<number('SVC'):number>/legal-holds")


@blueprint.get("")
@policy("system.page.read")
def index() -> str:
    """Show every hold, active ones first."""
    return render_template("system/holds/index.html", holds=queries.holds(), scopes=SCOPES)


@blueprint.get("/new")
@policy("system.hold.set")
def new() -> str:
    """Ask what is kept and why."""
    return render_template("system/holds/new.html", form=HoldForm(formdata=None))


@blueprint.post("")
@policy("system.hold.set")
def create() -> ResponseReturnValue:
    """Set a hold."""
    form = HoldForm()

    def keep(opened: Transaction) -> str:
        given = (form.scope.data or "", (form.value.data or "").strip(), form.reason.data or "")
        return actions.set_hold(*given, opened.actor, opened.now).number

    number = carried_out(form, keep)
    if number is None:
        return render_template("system/holds/new.html", form=form), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.get("/<number('HLD'):number>")
@policy("system.page.read")
def show(number: str) -> str:
    """Show one hold with its history."""
    found = _found(number)
    return render_template(
        "system/holds/show.html",
        hold=found,
        scopes=SCOPES,
        signatures=revisions.signatures_of(found),
        verdict=queries.verdict(found, actor()),
        **history_context(found),
    )


@blueprint.get("/<number('HLD'):number>/liftings/new")
@policy("system.hold.set")
def new_lifting(number: str) -> str:
    """Show exactly what is lifted."""
    return signing.page(_signing(number), LiftingForm(formdata=None))


@blueprint.post("/<number('HLD'):number>/liftings")
@policy("system.hold.set")
def add_lifting(number: str) -> ResponseReturnValue:
    """Lift the hold with a signature and a reason."""
    form = LiftingForm()
    asked = _signing(number)
    if not form.reason.validate(form):
        return signing.page(asked, form), 422
    return signing.answer(partial(_signing, number), form, partial(actions.lift, reason=form.reason.data or ""))


@under_service.get("")
@policy("system.page.read")
def of_service(number: str) -> str:
    """Show what holds the records of a service; also a panel of its page."""
    service = queries.service(number) or abort(404)
    return render_template(
        "system/holds/of_service.html", service=service, holds=queries.holds_on(service), scopes=SCOPES
    )


def _signing(number: str) -> signing.Signing:
    found = _found(number)
    return signing.Signing(
        record=found,
        load=partial(_found, number),
        step=STEP,
        verdict=queries.verdict(found, actor()),
        facts="system/holds/facts.html",
        action=url_for(".add_lifting", number=number),
        back=url_for(".show", number=number),
        context={"hold": found, "scopes": SCOPES},
    )


def _found(number: str) -> Hold:
    return queries.hold(number) or abort(404)
