"""Signing an assessment, saying no to it, or voiding it, each on its own page with exactly what is signed in view."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.impact.actions import approvals, voidings
from app.impact.forms.signing import RejectionForm, VoidingForm
from app.impact.models import Assessment
from app.impact.queries import assessments as queries
from app.impact.queries import signing
from app.impact.queries.frozen import readable
from app.people.permissions import ROLES
from app.people.signing_panels import signing_page
from app.people.signing_view import sign_from_form
from app.records import signatures
from app.records.lifecycle import Verdict
from app.records.signatures import SigningRefused
from app.web.edge import actor, now
from app.web.guard import policy
from app.web.signing_form import SigningForm

blueprint = Blueprint("impact_signatures", __name__, url_prefix="/impact-assessments/<number('RIA'):number>")


@blueprint.get("/signatures/new")
@policy("impact.assessment.sign")
def new(number: str) -> ResponseReturnValue:
    """Show exactly what is signed."""
    return _page(number, SigningForm(formdata=None))


@blueprint.post("/signatures")
@policy("impact.assessment.sign")
def create(number: str) -> ResponseReturnValue:
    """Sign."""
    form = SigningForm()
    try:
        sign_from_form(partial(_loaded, number), form.meaning.data or "", approvals.sign_step, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form), 409
    return redirect(url_for("impact_assessments.show", number=number, _anchor="approval"), 303)


@blueprint.get("/rejections/new")
@policy("impact.assessment.sign")
def new_rejection(number: str) -> ResponseReturnValue:
    """Show exactly what is rejected."""
    return _rejection_page(number, RejectionForm(formdata=None))


@blueprint.post("/rejections")
@policy("impact.assessment.sign")
def reject(number: str) -> ResponseReturnValue:
    """Say no with a signature and a reason."""
    form = RejectionForm()
    if not form.reason.validate(form):
        return _rejection_page(number, form), 422
    say_no = partial(approvals.reject, reason=form.reason.data or "")
    try:
        sign_from_form(partial(_loaded, number), "REJECT", say_no, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _rejection_page(number, form), 409
    return redirect(url_for("impact_assessments.show", number=number, _anchor="approval"), 303)


@blueprint.get("/voidings/new")
@policy("impact.assessment.void")
def new_voiding(number: str) -> ResponseReturnValue:
    """Show exactly what is voided."""
    return _voiding_page(number, VoidingForm(formdata=None))


@blueprint.post("/voidings")
@policy("impact.assessment.void")
def void(number: str) -> ResponseReturnValue:
    """Void it with a signature and a reason, and go to the assessment that replaces it."""
    form = VoidingForm()
    if not form.reason.validate(form):
        return _voiding_page(number, form), 422
    sign = partial(voidings.void, reason=form.reason.data or "")
    try:
        sign_from_form(partial(_loaded, number), voidings.MEANING, sign, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _voiding_page(number, form), 409
    successor = _loaded(number).replaced_by
    return redirect(url_for("impact_assessments.show", number=successor.number if successor else number), 303)


def _page(number: str, form: SigningForm) -> str:
    assessment = _loaded(number)
    at = signing.turn(assessment, actor())
    verdict = at.verdict if at else Verdict.of([f"No signature is awaited on {assessment.number} now."])
    code = at.step.meaning if at else "AUTHOR"
    meaning = signing.meaning_of(code, is_retrospective=assessment.is_retrospective)
    return _sign_page(assessment, form, meaning, ROLES[at.step.role] if at else None, verdict)


def _rejection_page(number: str, form: RejectionForm) -> str:
    assessment = _loaded(number)
    verdict, role = signing.may_reject(assessment, actor()), signing.rejecting_role(assessment, actor())
    return _sign_page(assessment, form, signing.meaning_of("REJECT"), ROLES.get(role), verdict, "Reject", ".reject")


def _voiding_page(number: str, form: VoidingForm) -> str:
    assessment = _loaded(number)
    meaning, verdict = signing.meaning_of(voidings.MEANING), signing.may_void(assessment, actor())
    return _sign_page(assessment, form, meaning, ROLES["QA"], verdict, "Void", ".void")


def _sign_page(
    assessment: Assessment,
    form: SigningForm,
    meaning: signatures.Meaning,
    role: str | None,
    verdict: Verdict,
    verb: str = "Sign",
    endpoint: str = ".create",
) -> str:
    draft, shown = signatures.show(assessment, actor(), now())
    form.show(shown, meaning.code)
    against = signatures.record_reasons(assessment, meaning.code, actor(), now())
    return render_template(
        "impact/sign.html",
        record=assessment,
        sections=readable(assessment, draft),
        form=form,
        meaning=meaning,
        role=role,
        reasons=verdict.reasons or tuple(against),
        verb=verb,
        needs_reason=isinstance(form, RejectionForm | VoidingForm),
        panels=signing_page.panels(),
        action=url_for(endpoint, number=assessment.number),
        back=url_for("impact_assessments.show", number=assessment.number),
    )


def _loaded(number: str) -> Assessment:
    assessment = queries.assessment(number) or abort(404)
    return queries.with_tests(queries.with_changes(assessment))
