"""What becomes of a review as a whole: who reviews an area, what goes back to the supplier, its end."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction, db
from app.content.questions import Area
from app.people import queries as people
from app.people.models import Person
from app.questionnaires.actions import reviews as actions
from app.questionnaires.forms.reviews import ClosureForm, ReturnForm, ReviewerForm
from app.questionnaires.queries import reviews as queries
from app.questionnaires.rules.judgements import RETURNED
from app.questionnaires.views.requests import found_request
from app.web.edge import now
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("review_changes", __name__, url_prefix="/requests/<number('REQ'):number>")

_ANSWERED_AGAIN = timedelta(days=14)
"""How long a supplier has for the questions that go back, unless somebody sets another day."""


@blueprint.get("/reviewers/<string(maxlength=20):area_code>")
@policy("questionnaires.review.steer")
def reviewer(number: str, area_code: str) -> ResponseReturnValue:
    """Ask who reviews an area."""
    form = ReviewerForm(formdata=None)
    return _reviewer_page(number, _area(number, area_code), form), 200


@blueprint.post("/reviewers/<string(maxlength=20):area_code>")
@policy("questionnaires.review.steer")
def assign(number: str, area_code: str) -> ResponseReturnValue:
    """Let one person review an area, or everybody who may."""
    area, form = _area(number, area_code), ReviewerForm()
    form.offer(_reviewers())

    def act(opened: Transaction) -> bool:
        chosen = db.session.get(Person, int(form.person.data)) if form.person.data else None
        actions.assign(found_request(number), area.code, chosen, form.reason.data or "", opened.now)
        return True

    if not carried_out(form, act):
        return _reviewer_page(number, area, form), form.status
    return _back(number)


@blueprint.get("/returns/new")
@policy("questionnaires.review.steer")
def new_return(number: str) -> ResponseReturnValue:
    """Show what would go back, and ask until when."""
    found = found_request(number)
    form = ReturnForm(formdata=None, obj=found)
    form.due_on.data = min(now().date() + _ANSWERED_AGAIN, (found.expires_at - timedelta(milliseconds=1)).date())
    return _return_page(number, form), 200


@blueprint.post("/returns")
@policy("questionnaires.review.steer")
def send_back(number: str) -> ResponseReturnValue:
    """Return the questions in doubt, and only these."""
    form = ReturnForm()

    def act(opened: Transaction) -> bool:
        found = found_request(number)
        form.require_version_of(found)
        actions.send_back(found, form.reason.data or "", form.due_on.data or now().date(), opened.now)
        return True

    if not carried_out(form, act):
        return _return_page(number, form), form.status
    flash("The questions in doubt are back with the supplier; everything else stays as it was answered.", "success")
    return _back(number)


@blueprint.get("/closure")
@policy("questionnaires.review.steer")
def closure(number: str) -> ResponseReturnValue:
    """Ask for the conclusion."""
    return _closure_page(number, ClosureForm(formdata=None, obj=found_request(number))), 200


@blueprint.post("/closure")
@policy("questionnaires.review.steer")
def close(number: str) -> ResponseReturnValue:
    """End the review."""
    form = ClosureForm()

    def act(opened: Transaction) -> bool:
        found = found_request(number)
        form.require_version_of(found)
        actions.close(found, form.reason.data or "", opened.now)
        return True

    if not carried_out(form, act):
        return _closure_page(number, form), form.status
    return _back(number)


def _area(number: str, code: str) -> Area:
    areas = queries.review_of(found_request(number)).sheet.areas
    return next((one for one in areas if one.code == code), None) or abort(404)


def _reviewers() -> list[Person]:
    found = {one.id: one for role in actions.REVIEWERS for one in people.holders(role)}
    return sorted(found.values(), key=lambda one: one.label)


def _reviewer_page(number: str, area: Area, form: ReviewerForm) -> str:
    form.offer(_reviewers())
    return render_template("questionnaires/review/reviewer.html", request_=found_request(number), area=area, form=form)


def _return_page(number: str, form: ReturnForm) -> str:
    review = queries.review_of(found_request(number))
    doubtful = [review.sheet.questionnaire[one] for one in review.reviewed.named(RETURNED)]
    return render_template(
        "questionnaires/review/return.html", request_=review.request, review=review, doubtful=doubtful, form=form
    )


def _closure_page(number: str, form: ClosureForm) -> str:
    review = queries.review_of(found_request(number))
    return render_template("questionnaires/review/closure.html", request_=review.request, review=review, form=form)


def _back(number: str) -> ResponseReturnValue:
    return redirect(url_for("reviews.show", number=number), 303)
