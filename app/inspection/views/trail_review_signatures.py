"""Signing the outcome of a review of a period, with every judgement in view."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.inspection.actions import trail_reviews as actions
from app.inspection.models import TrailReview
from app.inspection.queries import trail_reviews as queries
from app.inspection.queries.rules_in_force import meaning
from app.inspection.rules.exceptions import RULES
from app.inspection.rules.judging import JUDGEMENTS, may_conclude
from app.people.permissions import ROLES
from app.people.signing_view import sign_from_form
from app.records import signatures
from app.records.signatures import SigningRefused
from app.web.edge import actor, now
from app.web.guard import policy
from app.web.signing_form import SigningForm

blueprint = Blueprint(
    "trail_review_signatures", __name__, url_prefix="/inspection/trail-reviews/<number('TRR'):number>/signatures"
)


@blueprint.get("/new")
@policy("inspection.trail.review")
def new(number: str) -> str:
    """Show exactly what is signed."""
    return _page(_found(number), SigningForm(formdata=None))


@blueprint.post("/")
@policy("inspection.trail.review")
def create(number: str) -> ResponseReturnValue:
    """Sign."""
    form = SigningForm()
    try:
        sign_from_form(partial(_found, number), actions.SIGNS, actions.sign, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(_found(number), form), 409
    return redirect(url_for("trail_reviews.show", number=number), 303)


def _page(review: TrailReview, form: SigningForm) -> str:
    _, shown = signatures.show(review, actor(), now())
    said = meaning(actions.SIGNS)
    form.show(shown, said.code)
    reasons = [*_against(review), *signatures.gate_reasons(actor(), now())]
    return render_template(
        "inspection/trail_review_signing.html",
        review=review,
        form=form,
        meaning=said,
        role=ROLES["QA"],
        reasons=reasons,
        rules=RULES,
        judgements=JUDGEMENTS,
    )


def _against(review: TrailReview) -> list[str]:
    if not review.is_open:
        return [f"{review.number} is {review.state}; no signature is awaited."]
    reasons = list(may_conclude(review.number, queries.still_open(review)).reasons)
    return reasons if review.conclusion or reasons else [f"{review.number} has no conclusion yet. Write it, then sign."]


def _found(number: str) -> TrailReview:
    return queries.review(number) or abort(404)
