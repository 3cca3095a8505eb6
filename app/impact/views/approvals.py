"""Routing: what still stands in the way, submission, the plan's signature, recall, the panel with all signatures."""

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.impact.actions import approvals
from app.impact.forms.fields import BecauseForm
from app.impact.models import Assessment
from app.impact.queries import assessments as queries
from app.impact.queries import signing, verdicts
from app.impact.views.around import act_page, acted, found, pressed
from app.people.permissions import ROLES
from app.records import revisions
from app.records.approvals import ApprovalRoute
from app.web.edge import actor, now
from app.web.guard import policy

blueprint = Blueprint("impact_approvals", __name__, url_prefix="/impact-assessments/<number('RIA'):number>")


@blueprint.get("/approvals")
@policy("impact.assessment.read")
def index(number: str) -> ResponseReturnValue:
    """Show what stands in the way, the route with whose turn it is, and every signature."""
    assessment = queries.with_tests(queries.with_changes(found(number)))
    routes = signing.routes_of(assessment)
    return render_template(
        "impact/approvals.html",
        assessment=assessment,
        me=actor(),
        obstacles=verdicts.may_submit(assessment).reasons if assessment.is_editable else (),
        routes=list(reversed(routes)),
        turn=signing.turn(assessment, actor(), routes),
        may_reject=signing.may_reject(assessment, actor(), routes).is_allowed,
        needs_plan=signing.needs_plan_approval(assessment) and not signing.has_plan_approval(assessment, routes),
        signatures=revisions.signatures_of(assessment),
        earlier=_earlier(assessment, routes),
        roles=ROLES,
    )


@blueprint.get("/signers")
@policy("impact.assessment.read")
def signers(number: str) -> ResponseReturnValue:
    """Show who else may sign next, so that an absence does not block; also a panel of the approvals."""
    assessment = queries.with_tests(queries.with_changes(found(number)))
    back = url_for("impact_assessments.show", number=number)
    awaited = signing.who_else(assessment, actor(), now())
    return render_template("impact/signers.html", number=number, back=back, awaited=awaited, roles=ROLES)


@blueprint.post("/submissions")
@policy("impact.assessment.submit")
def submit(number: str) -> ResponseReturnValue:
    """Route it for approval."""
    return pressed(number, lambda one, opened: approvals.submit(one, opened.actor, opened.now), "approval")


@blueprint.post("/plan-requests")
@policy("impact.assessment.submit")
def request_plan(number: str) -> ResponseReturnValue:
    """Ask QA to sign the test plan."""
    return pressed(number, lambda one, opened: approvals.request_plan_approval(one, opened.now), "approval")


@blueprint.get("/recalls/new")
@policy("impact.assessment.submit")
def new_recall(number: str) -> ResponseReturnValue:
    """Ask why it is taken back."""
    return act_page(found(number), BecauseForm(), "Recall from approval", "Recall")


@blueprint.post("/recalls/new")
@policy("impact.assessment.submit")
def recall(number: str) -> ResponseReturnValue:
    """Take it back to work on it."""
    assessment, form = found(number), BecauseForm()

    def act(opened: Transaction) -> object:
        return approvals.recall(found(number), form.reason.data or "", opened.actor, opened.now)

    to = url_for("impact_assessments.show", number=number)
    return acted(form, act, lambda: act_page(assessment, form, "Recall from approval", "Recall"), to)


def _earlier(assessment: Assessment, routes: Sequence[ApprovalRoute]) -> set[int]:
    """Return the ids of signatures that no longer stand: those of routes that ended otherwise than signed and in force.

    A route in force is the open one, or the last one signed while the assessment is still decided by it.
    """
    made = {step.signature_id for route in routes for step in route.steps if step.signature_id is not None}
    in_force = [
        one for one in routes if one.is_open or (one.outcome == "signed" and one.policy["round"] == assessment.round)
    ]
    if assessment.state == "voided":
        in_force = []  # the VOID signature belongs to no route, so it stays in force by itself
    if assessment.is_editable:
        in_force = [one for one in in_force if one.purpose == signing.PLAN]
    return made - {step.signature_id for route in in_force for step in route.steps}
