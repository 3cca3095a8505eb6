"""Signing a review closed, with every account and decision in view."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access import definitions
from app.access.actions import reviews as actions
from app.access.models import AccessReview
from app.access.queries import reviews as queries
from app.people.permissions import ROLES
from app.people.signing_view import sign_from_form
from app.records import signatures
from app.records.signatures import SigningRefused
from app.web.edge import actor, now
from app.web.guard import policy
from app.web.signing_form import SigningForm

blueprint = Blueprint("access_signatures", __name__, url_prefix="/access-reviews/<number('ACR'):number>/signatures")


@blueprint.get("/new")
@policy("access.review.sign")
def new(number: str) -> ResponseReturnValue:
    """Show exactly what is signed, or what stands against it."""
    return _page(number, SigningForm(formdata=None))


@blueprint.post("")
@policy("access.review.sign")
def create(number: str) -> ResponseReturnValue:
    """Sign, and close the review."""
    form = SigningForm()
    try:
        sign_from_form(partial(_loaded, number), definitions.REVIEW_ACCESS, actions.sign_review, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form), 409
    return redirect(url_for("access_reviews.show", number=number), 303)


def _page(number: str, form: SigningForm) -> str:
    review = _loaded(number)
    _, shown = signatures.show(review, actor(), now())
    form.show(shown, definitions.REVIEW_ACCESS)
    return render_template(
        "access/sign.html",
        review=review,
        form=form,
        meaning=definitions.meaning(),
        role=ROLES[actions.SIGNING_ROLE],
        reasons=[*queries.closing_of(review).reasons, *signatures.gate_reasons(actor(), now())],
    )


def _loaded(number: str) -> AccessReview:
    return queries.whole_review(number) or abort(404)
