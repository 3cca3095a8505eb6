"""Settling changes: one on a page of its own, carried-over ones in one go, several without impact together."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.impact.actions import settlements
from app.impact.forms.changes import FLAG_TITLES, SettleForm, TogetherForm
from app.impact.models import Assessment, Change
from app.impact.queries import assessments as queries
from app.impact.queries.definitions import library
from app.impact.queries.verdicts import may_edit
from app.impact.views.around import found, pressed
from app.impact.views.highlights import marked
from app.suppliers.rules.workflows import AREA_TITLES
from app.web.edge import writing
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("impact_changes", __name__, url_prefix="/impact-assessments/<number('RIA'):number>")


@blueprint.get("/changes/<int:position>")
@policy("impact.assessment.read")
def show(number: str, position: int) -> ResponseReturnValue:
    """Show one change: the vendor's words, the proposal with its reasons, and the form to settle it."""
    assessment, change = _change(number, position)
    return _page(assessment, change, SettleForm(change, formdata=None))


@blueprint.post("/changes/<int:position>")
@policy("impact.assessment.assess")
def settle(number: str, position: int) -> ResponseReturnValue:
    """Settle it, or with ``intent=answer`` keep the answers and show which level the rules give now."""
    assessment, change = _change(number, position)
    form, is_answer = SettleForm(), request.form.get("intent") == "answer"

    def act(opened: Transaction) -> Change:
        _, fresh = _change(number, position)
        form.require_version_of(fresh)
        if is_answer:
            return settlements.answer_change(fresh, form.answers, form.reading, opened.actor, opened.now)
        level, rationale = form.level.data or None, form.rationale.data or ""
        return settlements.settle_change(fresh, form.answers, form.reading, level, rationale, opened.actor, opened.now)

    if carried_out(form, act) is None:
        return _page(assessment, change, form), 422
    if is_answer:
        return redirect(url_for(".show", number=number, position=position, _anchor="rules"), 303)
    return redirect(url_for("impact_assessments.show", number=number, _anchor="changes"), 303)


@blueprint.post("/confirmations")
@policy("impact.assessment.assess")
def confirm(number: str) -> ResponseReturnValue:
    """Confirm every carried-over change in one go."""
    return pressed(number, lambda one, opened: settlements.settle_unchanged(one, opened.actor, opened.now), "changes")


@blueprint.post("/no-impact-settlements")
@policy("impact.assessment.assess")
def settle_together(number: str) -> ResponseReturnValue:
    """Settle several changes without impact with one coded reason."""
    form = TogetherForm()
    with writing() as opened:
        assessment = found(number)
        positions, code = form.positions.data or [], form.code.data
        settlements.settle_without_impact(assessment, positions, code, opened.actor, opened.now)
    return redirect(url_for("impact_assessments.show", number=number, _anchor="changes"), 303)


def _change(number: str, position: int) -> tuple[Assessment, Change]:
    assessment = queries.with_changes(found(number))
    return assessment, queries.change(assessment, position) or abort(404)


def _page(assessment: Assessment, change: Change, form: SettleForm) -> str:
    positions = [one.position for one in assessment.this_round.changes]
    facts = [one for one in assessment.service.facts if one.is_in_force and one.kind in _NAMED]
    return render_template(
        "impact/change.html",
        assessment=assessment,
        change=change,
        form=form,
        marked=marked,
        rules={one.id: one for one in library().decision_tree.rules},
        area_titles=AREA_TITLES,
        flag_titles=FLAG_TITLES,
        facts=facts,
        may_edit=may_edit(assessment),
        previous=max((one for one in positions if one < change.position), default=None),
        next=min((one for one in positions if one > change.position), default=None),
    )


_NAMED = ("module", "edition", "region", "toggle")
