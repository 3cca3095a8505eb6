"""The sheet of a scorer: saved for later, or handed in. Everybody opens their own and no other."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.qualification import queries
from app.qualification.actions import sheets as actions
from app.qualification.definitions import model_of
from app.qualification.forms.sheets import SheetForm
from app.qualification.models import SealedSheet, Tiering
from app.qualification.views.around import found
from app.web.edge import actor
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("tiering_sheets", __name__, url_prefix="/tierings/<number('INH'):number>")


@blueprint.get("/sheet")
@policy("qualification.tiering.score")
def edit(number: str) -> ResponseReturnValue:
    """Show the reader's own sheet."""
    tiering = found(number)
    return _page(tiering, _form(tiering, formdata=None))


@blueprint.post("/sheet")
@policy("qualification.tiering.score")
def save(number: str) -> ResponseReturnValue:
    """Keep what is typed so far."""
    form = _form(found(number))
    saved = carried_out(form, lambda opened: actions.save_sheet(found(number), form.typed, opened.actor, opened.now))
    if saved is None:
        return _page(found(number), form), form.status
    flash("Saved. Only you read this sheet until it is opened.")
    return redirect(url_for(".edit", number=number), 303)


@blueprint.post("/sheets")
@policy("qualification.tiering.score")
def hand_in(number: str) -> ResponseReturnValue:
    """Hand the whole sheet in."""
    form = _form(found(number))

    def act(opened: Transaction) -> object:
        return actions.hand_in(found(number), form.typed, opened.actor, opened.now)

    if carried_out(form, act) is None:
        return _page(found(number), form), form.status
    flash("Your sheet is handed in.", "success")
    return redirect(url_for("tierings.show", number=number), 303)


def _form(tiering: Tiering, **kwargs: object) -> SheetForm:
    own = _own(tiering)
    return SheetForm(model_of(tiering.model_text), own.given if own else {}, **kwargs)


def _own(tiering: Tiering) -> SealedSheet | None:
    return queries.sealed_sheet(tiering, int(actor().id))


def _page(tiering: Tiering, form: SheetForm) -> str:
    return render_template(
        "qualification/sheet.html",
        tiering=tiering,
        form=form,
        own=_own(tiering),
        verdict=actions.scoring_of(tiering, actor()),
        is_second=bool(tiering.sheets),
    )
