"""The list of impact assessments, the page of one, its history, and the panel on a service's page."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.impact.actions import settlements
from app.impact.actions.conclusions import FITNESS
from app.impact.forms.changes import FLAG_TITLES, TogetherForm
from app.impact.models import Assessment
from app.impact.queries import assessments as queries
from app.impact.queries import board, verdicts
from app.impact.views.around import found, history_context
from app.impact.views.highlights import marked
from app.releases.rules.note_diff import Mark, diff
from app.suppliers import queries as suppliers
from app.suppliers.rules.workflows import AREA_TITLES
from app.web.edge import actor
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("impact_assessments", __name__, url_prefix="/impact-assessments")
under_service = Blueprint("service_impact", __name__, url_prefix="/services/<number('SVC'):number>/impact-assessments")

_MARKS = {Mark.ADDED: "+", Mark.REMOVED: "-", Mark.KEPT: " "}


@blueprint.get("")
@policy("impact.assessment.read")
def index() -> ResponseReturnValue:
    """Show the list; ``?mine=yes`` narrows it to what the reader assesses."""
    mine = actor().id if request.args.get("mine") == "yes" else None
    return list_page(board.BOARD, board.board(mine), "impact/index.html", is_mine=mine is not None)


@blueprint.get("/<number('RIA'):number>")
@policy("impact.assessment.read")
def show(number: str) -> ResponseReturnValue:
    """Show one assessment as a story on one page."""
    assessment = queries.with_changes(found(number))
    chosen = [one for one in assessment.this_round.changes if not one.is_settled]
    return render_template(
        "impact/show.html",
        assessment=assessment,
        at_work=assessment.this_round,
        me=actor(),
        marked=marked,
        area_titles=AREA_TITLES,
        flag_titles=FLAG_TITLES,
        together=_together(assessment),
        has_carried_over=any(one.is_carried_over for one in chosen),
        may_edit=verdicts.may_edit(assessment),
        note_diff=_note_diff(assessment),
        fitness=FITNESS,
    )


@blueprint.get("/<number('RIA'):number>/history")
@policy("impact.assessment.read")
def history(number: str) -> ResponseReturnValue:
    """Show what happened to it, newest first."""
    assessment = found(number)
    return render_template("impact/history.html", assessment=assessment, **history_context(assessment))


@under_service.get("")
@policy("impact.assessment.read")
def of_service(number: str) -> ResponseReturnValue:
    """Show the newest assessments of a service, as a panel on its page."""
    service = suppliers.service(number) or abort(404)
    return render_template("impact/of_service.html", service=service, rows=board.of_service(service.id))


def _together(assessment: Assessment) -> TogetherForm:
    """Return the form for changes without impact, with those that policy lets go together."""
    form = TogetherForm(formdata=None)
    waiting = verdicts.unsettled(assessment.this_round)
    form.positions.choices = [(one.position, one.title) for one in waiting if settlements.refuse_together(one) is None]
    return form


def _note_diff(assessment: Assessment) -> list[tuple[str, str]]:
    if len(assessment.rounds) < 2:
        return []
    before, after = assessment.rounds[-2].note, assessment.rounds[-1].note
    return [(_MARKS[row.mark], row.text) for row in diff(before.body, after.body)]
