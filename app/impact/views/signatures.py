"""Signing an assessment, or saying no to it, each on its own page with exactly what is signed in view."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.impact.actions import approvals
from app.impact.forms.signing import RejectionForm
from app.impact.models import Assessment
from app.impact.queries import assessments as queries
from app.impact.queries import signing
from app.impact.queries.frozen import readable
from app.people.permissions import ROLES
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


def _page(number: str, form: SigningForm) -> str:
    assessment = _loaded(number)
    at = signing.turn(assessment, actor())
    verdict = at.verdict if at else Verdict.of([f"No signature is awaited on {assessment.number} now."])
    code = at.step.meaning if at else "AUTHOR"
    meaning = signing.meaning_of(code, is_retrospective=assessment.is_retrospective)
    return _sign_page(assessment, form, meaning, ROLES[at.step.role] if at else None, verdict, is_no=False)


def _rejection_page(number: str, form: RejectionForm) -> str:
    assessment = _loaded(number)
    verdict, role = signing.may_reject(assessment, actor()), signing.rejecting_role(assessment, actor())
    return _sign_page(assessment, form, signing.meaning_of("REJECT"), ROLES.get(role), verdict, is_no=True)


def _sign_page(
    assessment: Assessment,
    form: SigningForm,
    meaning: signatures.Meaning,
    role: str | None,
    verdict: Verdict,
    *,
    is_no: bool,
) -> str:
    draft, shown = signatures.show(assessment, actor(), now())
    form.show(shown, meaning.code)
    endpoint = ".reject" if is_no else ".create"
    return render_template(
        "impact/sign.html",
        record=assessment,
        sections=readable(assessment, draft),
        form=form,
        meaning=meaning,
        role=role,
        reasons=verdict.reasons,
        is_no=is_no,
        action=url_for(endpoint, number=assessment.number),
        back=url_for("impact_assessments.show", number=assessment.number),
    )


def _loaded(number: str) -> Assessment:
    assessment = queries.assessment(number) or abort(404)
    return queries.with_tests(queries.with_changes(assessment))
