"""Retention: previews of what is past it, the two signatures of a decision, and carrying it out."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.records import revisions
from app.system.actions import disposals as actions
from app.system.actions import removals as removal_actions
from app.system.forms.statements import DroppingForm
from app.system.models import Disposal
from app.system.queries import disposals as queries
from app.system.queries import removals
from app.system.queries.registries import in_force
from app.system.rules.retention import STEPS
from app.system.views import signing
from app.system.views.around import history_context
from app.web.edge import actor, writing
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page
from app.web.signing_form import SigningForm

SHOWN = 200
"""Records of each kind on the page of a disposal; who signs sees all of them."""

blueprint = Blueprint("disposals", __name__, url_prefix="/system/disposals")


@blueprint.get("")
@policy("system.page.read")
def index() -> ResponseReturnValue:
    """List every preview and decision, newest first."""
    return list_page(
        queries.listing(), queries.every_disposal(), "system/disposals/index.html", registry_in_force=in_force()
    )


@blueprint.post("")
@policy("system.disposal.preview")
def create() -> ResponseReturnValue:
    """Put on record what is past its retention today."""
    with writing() as opened:
        number = actions.preview(opened.actor, opened.now).number
    return redirect(url_for(".show", number=number), 303)


@blueprint.get("/<number('DSP'):number>")
@policy("system.page.read")
def show(number: str) -> str:
    """Show one preview: what is due, what is kept and why, and its signatures."""
    found = _found(number)
    return render_template(
        "system/disposals/show.html",
        disposal=found,
        step=queries.next_step(found),
        steps=STEPS,
        signatures=revisions.signatures_of(found),
        verdict=queries.verdict(found, actor()),
        fates=removals.fates(found),
        is_to_carry_out=removals.is_to_carry_out(found),
        shown=SHOWN,
        **history_context(found),
    )


@blueprint.post("/<number('DSP'):number>/removals")
@policy("system.disposal.sign")
def carry_out(number: str) -> ResponseReturnValue:
    """Put on record which files go; the clock takes them out of the store."""
    _found(number)
    with writing() as opened:
        removal_actions.carry_out(_found(number), opened.now)
    return redirect(url_for(".show", number=number), 303)


@blueprint.get("/<number('DSP'):number>/signatures/new")
@policy("system.disposal.sign")
def new_signature(number: str) -> str:
    """Show exactly what is signed."""
    return signing.page(_signing(number), SigningForm(formdata=None))


@blueprint.post("/<number('DSP'):number>/signatures")
@policy("system.disposal.sign")
def add_signature(number: str) -> ResponseReturnValue:
    """Give the awaited signature."""
    return signing.answer(partial(_signing, number), SigningForm(), actions.sign)


@blueprint.get("/<number('DSP'):number>/dropping")
@policy("system.disposal.preview")
def dropping(number: str) -> str:
    """Ask why it is dropped."""
    return _dropping_page(number, DroppingForm(formdata=None))


@blueprint.post("/<number('DSP'):number>/dropping")
@policy("system.disposal.preview")
def drop(number: str) -> ResponseReturnValue:
    """Close it without a decision."""
    _found(number)
    form = DroppingForm()
    if carried_out(form, lambda opened: _dropped(number, form, opened.now)) is None:
        return _dropping_page(number, form), 422
    return redirect(url_for(".index"), 303)


def _dropped(number: str, form: DroppingForm, at: Any) -> bool:
    actions.drop(_found(number), form.reason.data or "", at)
    return True


def _dropping_page(number: str, form: DroppingForm) -> str:
    return render_template("system/disposals/dropping.html", disposal=_found(number), form=form)


def _signing(number: str) -> signing.Signing:
    found = _found(number)
    return signing.Signing(
        record=found,
        load=partial(_found, number),
        step=queries.next_step(found) or STEPS[-1],
        verdict=queries.verdict(found, actor()),
        facts="system/disposals/facts.html",
        action=url_for(".add_signature", number=number),
        back=url_for(".show", number=number),
        context={"disposal": found, "fates": removals.fates(found), "shown": len(found.items)},
    )


def _found(number: str) -> Disposal:
    return queries.disposal(number) or abort(404)
