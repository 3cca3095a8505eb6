"""Decisions that are signed by themselves: about a failed step, and about use while a release is live unapproved."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.impact.actions import defects, exposures
from app.impact.forms.work import DefectForm
from app.impact.models import Assessment, Defect, UseDecision
from app.impact.queries import assessments as queries
from app.impact.queries import signing
from app.impact.queries.frozen import readable
from app.impact.queries.verdicts import may_edit
from app.impact.views.around import acted
from app.people.permissions import ROLES
from app.people.signing_panels import signing_page
from app.people.signing_view import sign_from_form
from app.records import revisions, signatures
from app.records.lifecycle import Verdict
from app.records.signatures import SigningRefused
from app.web.edge import actor, now
from app.web.guard import policy
from app.web.signing_form import SigningForm

defect_blueprint = Blueprint("defects", __name__, url_prefix="/defects/<number('DEF'):number>")
use_blueprint = Blueprint("use_decisions", __name__, url_prefix="/use-decisions/<number('USE'):number>")


@defect_blueprint.get("")
@policy("impact.assessment.read")
def show_defect(number: str) -> ResponseReturnValue:
    """Show a defect with its decision."""
    return _defect_page(_defect(number), DefectForm())


@defect_blueprint.post("")
@policy("impact.assessment.assess")
def decide_defect(number: str) -> ResponseReturnValue:
    """Write the decision down."""
    form = DefectForm()

    def act(opened: Transaction) -> object:
        reason = form.reason.data or ""
        return defects.decide_defect(_defect(number), form.decision.data, reason, opened.actor, opened.now)

    to = url_for(".show_defect", number=number)
    return acted(form, act, lambda: _defect_page(_defect(number), form), to)


@defect_blueprint.get("/signatures/new")
@policy("impact.assessment.sign")
def new_defect_signature(number: str) -> ResponseReturnValue:
    """Show exactly what is signed."""
    return _sign_defect_page(_defect(number), SigningForm(formdata=None))


@defect_blueprint.post("/signatures")
@policy("impact.assessment.sign")
def sign_defect(number: str) -> ResponseReturnValue:
    """Sign the decision."""
    form = SigningForm()
    try:
        sign_from_form(partial(_defect, number), defects.MEANING, defects.sign_defect, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _sign_defect_page(_defect(number), form), 409
    return redirect(url_for(".show_defect", number=number), 303)


@use_blueprint.get("/signatures/new")
@policy("impact.assessment.sign")
def new_use_signature(number: str) -> ResponseReturnValue:
    """Show exactly what is signed."""
    return _sign_use_page(_use(number), SigningForm(formdata=None))


@use_blueprint.post("/signatures")
@policy("impact.assessment.sign")
def sign_use(number: str) -> ResponseReturnValue:
    """Sign the use decision as QA."""
    form = SigningForm()
    try:
        sign_from_form(partial(_use, number), exposures.MEANING, exposures.sign_use_decision, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _sign_use_page(_use(number), form), 409
    return redirect(_back(_use(number).assessment, "exposure"), 303)


def _defect_page(defect: Defect, form: DefectForm) -> str:
    run = defect.step_result.run
    assessment = run.planned_test.round.assessment
    return render_template(
        "impact/defect.html",
        defect=defect,
        run=run,
        assessment=assessment,
        form=form,
        decisions=defects.DECISIONS,
        may_edit=may_edit(assessment),
        may_sign=signing.may_sign_defect(defect, actor()),
        signatures=revisions.signatures_of(defect),
    )


def _sign_defect_page(defect: Defect, form: SigningForm) -> str:
    verdict = signing.may_sign_defect(defect, actor())
    role = next((one for one in signing.DEFECT_ROLES if one in actor().roles), None)
    back = url_for(".show_defect", number=defect.number)
    return _sign_page(defect, form, defects.MEANING, role, verdict, url_for(".sign_defect", number=defect.number), back)


def _sign_use_page(decision: UseDecision, form: SigningForm) -> str:
    verdict = exposures.may_sign_use_decision(decision, actor())
    action, back = url_for(".sign_use", number=decision.number), _back(decision.assessment, "exposure")
    return _sign_page(decision, form, exposures.MEANING, "QA", verdict, action, back)


def _sign_page(
    record: Any, form: SigningForm, code: str, role: str | None, verdict: Verdict, action: str, back: str
) -> str:
    meaning = signing.meaning_of(code)
    draft, shown = signatures.show(record, actor(), now())
    form.show(shown, meaning.code)
    return render_template(
        "impact/sign.html",
        record=record,
        sections=readable(record, draft),
        form=form,
        meaning=meaning,
        role=ROLES[role] if role else None,
        reasons=verdict.reasons,
        verb="Sign",
        needs_reason=False,
        panels=signing_page.panels(),
        action=action,
        back=back,
    )


def _back(assessment: Assessment, anchor: str) -> str:
    return url_for("impact_assessments.show", number=assessment.number, _anchor=anchor)


def _defect(number: str) -> Defect:
    return queries.defect(number) or abort(404)


def _use(number: str) -> UseDecision:
    return queries.use_decision(number) or abort(404)
