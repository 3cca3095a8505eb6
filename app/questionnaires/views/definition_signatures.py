"""Signing a definition, or saying no to it, each on its own page with the text in view."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.people.permissions import ROLES
from app.people.signing_panels import signing_page
from app.people.signing_view import sign_from_form
from app.questionnaires.actions import definitions as actions
from app.questionnaires.forms.definitions import RejectionForm
from app.questionnaires.models import Definition
from app.questionnaires.models.definition import KINDS
from app.questionnaires.queries import definitions as queries
from app.questionnaires.queries.definition_turns import Turn, turn_of
from app.records import signatures
from app.records.signatures import SigningRefused
from app.web.edge import actor, now
from app.web.guard import policy
from app.web.signing_form import SigningForm

blueprint = Blueprint("definition_signatures", __name__, url_prefix="/questionnaires/<number('DFN'):number>")


@blueprint.get("/signatures/new")
@policy("questionnaires.definition.sign")
def new(number: str) -> ResponseReturnValue:
    """Show exactly what is signed."""
    return _page(number, SigningForm(formdata=None), is_rejection=False)


@blueprint.post("/signatures")
@policy("questionnaires.definition.sign")
def create(number: str) -> ResponseReturnValue:
    """Sign."""
    form = SigningForm()
    try:
        sign_from_form(partial(_found, number), _meaning_code(number), actions.sign, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form, is_rejection=False), 409
    return redirect(url_for("definitions.show", number=number), 303)


@blueprint.get("/rejections/new")
@policy("questionnaires.definition.sign")
def new_rejection(number: str) -> ResponseReturnValue:
    """Show exactly what is rejected."""
    return _page(number, RejectionForm(formdata=None), is_rejection=True)


@blueprint.post("/rejections")
@policy("questionnaires.definition.sign")
def reject(number: str) -> ResponseReturnValue:
    """Say no with a signature and a reason."""
    form = RejectionForm()
    if not form.reason.validate(form):
        return _page(number, form, is_rejection=True), 422
    sign = partial(actions.reject, reason=form.reason.data or "")
    try:
        sign_from_form(partial(_found, number), "REJECT", sign, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form, is_rejection=True), 409
    return redirect(url_for("definitions.show", number=number), 303)


def _page(number: str, form: SigningForm, *, is_rejection: bool) -> str:
    found = _found(number)
    verb = "reject" if is_rejection else "create"
    turn = turn_of(found, actor())
    meaning = actions.meaning("REJECT" if is_rejection else _code(turn))
    _, shown = signatures.show(found, actor(), now())
    form.show(shown, meaning.code)
    return render_template(
        "questionnaires/definitions/sign.html",
        definition=found,
        earlier=queries.earlier_of(found),
        kinds=KINDS,
        form=form,
        meaning=meaning,
        role=ROLES[turn.step.role] if turn.step else None,
        turn=turn,
        verb="Reject" if is_rejection else "Sign",
        action=url_for(f"definition_signatures.{verb}", number=number),
        needs_reason=is_rejection,
        gate_reasons=[
            *signatures.gate_reasons(actor(), now()),
            *signatures.record_reasons(found, meaning.code, actor(), now()),
        ],
        panels=signing_page.panels(),
    )


def _meaning_code(number: str) -> str:
    return _code(turn_of(_found(number), actor()))


def _code(turn: Turn) -> str:
    return turn.step.meaning if turn.step else "APPROVE-QA"


def _found(number: str) -> Definition:
    return queries.definition(number) or abort(404)
