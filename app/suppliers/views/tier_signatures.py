"""Signing a tier choice, saying no to it, or voiding it, each on its own page with the text in view."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.people.permissions import ROLES
from app.people.signing_panels import signing_page
from app.people.signing_view import sign_from_form
from app.records import signatures
from app.records.signatures import SigningRefused
from app.suppliers import definitions, queries
from app.suppliers.actions import tiers as actions
from app.suppliers.forms.tiers import RejectionForm, VoidingForm
from app.suppliers.models import TierChoice
from app.suppliers.rules.tiers import TIERS
from app.web.edge import actor, now
from app.web.guard import policy
from app.web.signing_form import SigningForm

blueprint = Blueprint("tier_signatures", __name__, url_prefix="/tier-choices/<number('TIE'):number>")


@blueprint.get("/signatures/new")
@policy("suppliers.tier.sign")
def new(number: str) -> ResponseReturnValue:
    """Show exactly what is signed."""
    return _page(number, SigningForm(formdata=None), None)


@blueprint.post("/signatures")
@policy("suppliers.tier.sign")
def create(number: str) -> ResponseReturnValue:
    """Sign."""
    form = SigningForm()
    try:
        sign_from_form(partial(_found, number), _meaning_code(number), actions.sign_choice, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form, None), 409
    return redirect(url_for("tier_choices.show", number=number), 303)


@blueprint.get("/rejections/new")
@policy("suppliers.tier.sign")
def new_rejection(number: str) -> ResponseReturnValue:
    """Show exactly what is rejected."""
    return _page(number, RejectionForm(formdata=None), "REJECT")


@blueprint.post("/rejections")
@policy("suppliers.tier.sign")
def reject(number: str) -> ResponseReturnValue:
    """Say no with a signature and a reason."""
    form = RejectionForm()
    if not form.reason.validate(form):
        return _page(number, form, "REJECT"), 422
    sign = partial(actions.reject_choice, reason=form.reason.data or "")
    try:
        sign_from_form(partial(_found, number), "REJECT", sign, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form, "REJECT"), 409
    return redirect(url_for("tier_choices.show", number=number), 303)


@blueprint.get("/voidings/new")
@policy("suppliers.tier.void")
def new_voiding(number: str) -> ResponseReturnValue:
    """Show exactly what is voided."""
    return _page(number, VoidingForm(formdata=None), "VOID")


@blueprint.post("/voidings")
@policy("suppliers.tier.void")
def void(number: str) -> ResponseReturnValue:
    """Void it with a signature and a reason."""
    form = VoidingForm()
    if not form.reason.validate(form):
        return _page(number, form, "VOID"), 422
    sign = partial(actions.void_choice, reason=form.reason.data or "")
    try:
        sign_from_form(partial(_found, number), "VOID", sign, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form, "VOID"), 409
    return redirect(url_for("tier_choices.show", number=number), 303)


_VERBS = {"REJECT": ("Reject", "tier_signatures.reject"), "VOID": ("Void", "tier_signatures.void")}


def _page(number: str, form: SigningForm, code: str | None) -> str:
    choice = _found(number)
    turn = actions.turn_of(choice, actor())
    verdict = actions.may_void(choice, actor()) if code == "VOID" else turn.verdict
    verb, endpoint = _VERBS.get(code or "", ("Sign", "tier_signatures.create"))
    meaning = definitions.meaning(code or (turn.step.meaning if turn.step else "APPROVE-QA"))
    _, shown = signatures.show(choice, actor(), now())
    form.show(shown, meaning.code)
    return render_template(
        "suppliers/tiers/sign.html",
        choice=choice,
        words=TIERS,
        content=choice.revision_content()["service"],
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
            *signatures.record_reasons(choice, meaning.code, actor(), now()),
        ],
        panels=signing_page.panels(),
    )


def _meaning_code(number: str) -> str:
    step = actions.turn_of(_found(number), actor()).step
    return step.meaning if step else "APPROVE-QA"


def _found(number: str) -> TierChoice:
    return queries.choice(number) or abort(404)
