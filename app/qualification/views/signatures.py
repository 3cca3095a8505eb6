"""Signing a tiering, saying no to it, or voiding it, each on its own page with the text in view."""

from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.people.permissions import ROLES
from app.people.signing_panels import signing_page
from app.people.signing_view import sign_from_form
from app.qualification import definitions
from app.qualification.actions import signing as actions
from app.qualification.forms.weighing import RejectionForm, VoidingForm
from app.qualification.models import reckon
from app.qualification.rules.figures import plain
from app.qualification.views.around import found
from app.records import signatures
from app.records.signatures import SigningRefused
from app.suppliers.rules.tiers import TIERS
from app.web.edge import actor, now
from app.web.guard import policy
from app.web.signing_form import SigningForm

blueprint = Blueprint("tiering_signatures", __name__, url_prefix="/tierings/<number('INH'):number>")


@blueprint.get("/signatures/new")
@policy("qualification.tiering.sign")
def new(number: str) -> ResponseReturnValue:
    """Show exactly what is signed."""
    return _page(number, SigningForm(formdata=None), None)


@blueprint.post("/signatures")
@policy("qualification.tiering.sign")
def create(number: str) -> ResponseReturnValue:
    """Sign."""
    form = SigningForm()
    try:
        sign_from_form(partial(found, number), _meaning_code(number), actions.sign_tiering, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form, None), 409
    return redirect(url_for("tierings.show", number=number), 303)


@blueprint.get("/rejections/new")
@policy("qualification.tiering.sign")
def new_rejection(number: str) -> ResponseReturnValue:
    """Show exactly what is rejected."""
    return _page(number, RejectionForm(formdata=None), "REJECT")


@blueprint.post("/rejections")
@policy("qualification.tiering.sign")
def reject(number: str) -> ResponseReturnValue:
    """Say no with a signature and a reason."""
    return _no(number, RejectionForm(), "REJECT")


@blueprint.get("/voidings/new")
@policy("qualification.tiering.void")
def new_voiding(number: str) -> ResponseReturnValue:
    """Show exactly what is voided."""
    return _page(number, VoidingForm(formdata=None), "VOID")


@blueprint.post("/voidings")
@policy("qualification.tiering.void")
def void(number: str) -> ResponseReturnValue:
    """Void it with a signature and a reason."""
    return _no(number, VoidingForm(), "VOID")


_VERBS = {
    "REJECT": ("Reject", "tiering_signatures.reject", actions.reject_tiering),
    "VOID": ("Void", "tiering_signatures.void", actions.void_tiering),
}


def _no(number: str, form: RejectionForm | VoidingForm, code: str) -> ResponseReturnValue:
    if not form.reason.validate(form):
        return _page(number, form, code), 422
    sign = partial(_VERBS[code][2], reason=form.reason.data or "")
    try:
        sign_from_form(partial(found, number), code, sign, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form, code), 409
    return redirect(url_for("tierings.show", number=number), 303)


def _page(number: str, form: SigningForm, code: str | None) -> str:
    tiering = found(number)
    turn = actions.turn_of(tiering, actor())
    verdict = actions.may_void(tiering, actor()) if code == "VOID" else turn.verdict
    verb, endpoint = _VERBS[code][:2] if code else ("Sign", "tiering_signatures.create")
    meaning = definitions.meaning(code or (turn.step.meaning if turn.step else "APPROVE-QA"))
    _, shown = signatures.show(tiering, actor(), now())
    form.show(shown, meaning.code)
    return render_template(
        "qualification/sign.html",
        tiering=tiering,
        reckoning=reckon(tiering),
        words=TIERS,
        plain=plain,
        content=tiering.revision_content()["service"],
        form=form,
        meaning=meaning,
        role=ROLES["QA"] if code == "VOID" else ROLES[turn.step.role] if turn.step else None,
        turn=turn,
        verdict=verdict,
        verb=verb,
        action=url_for(endpoint, number=number),
        needs_reason=code is not None,
        gate_reasons=[
            *signatures.gate_reasons(actor(), now()),
            *signatures.record_reasons(tiering, meaning.code, actor(), now()),
        ],
        panels=signing_page.panels(),
    )


def _meaning_code(number: str) -> str:
    step = actions.turn_of(found(number), actor()).step
    return step.meaning if step else "APPROVE-QA"
