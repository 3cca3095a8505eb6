"""Access reviews: the list, opening one, its page with every account, the report, withdrawing."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.actions import reviews as actions
from app.access.forms.reviews import ReviewForm, WithdrawalForm
from app.access.models import AccessReview
from app.access.queries import reviews as queries
from app.access.queries.accounts import everybody
from app.access.queries.review_lists import lines_listing, reviews_listing
from app.base.db import Transaction
from app.people.sign_in import is_demo
from app.records import history
from app.web.edge import actor, now
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import is_export, list_page

blueprint = Blueprint("access_reviews", __name__, url_prefix="/access-reviews")


@blueprint.get("")
@policy("access.review.read")
def index() -> ResponseReturnValue:
    """List the reviews, and say how long ago the last one was closed."""
    return list_page(reviews_listing(), queries.reviews(), "access/index.html", standing=queries.standing(now()))


@blueprint.get("/standing")
@policy("access.review.read")
def standing() -> str:
    """Say how long ago the last review was closed; also a panel of my work."""
    return render_template("access/standing.html", standing=queries.standing(now()))


@blueprint.get("/new")
@policy("access.review.open")
def new() -> ResponseReturnValue:
    """Ask for a new review."""
    return _new_page(ReviewForm(formdata=None)), 200


@blueprint.post("")
@policy("access.review.open")
def create() -> ResponseReturnValue:
    """Open a review: its accounts are frozen as they are now."""
    form = ReviewForm()
    form.offer(everybody())

    def open_it(opened: Transaction) -> AccessReview:
        return actions.open_review(form.wanted, opened.actor, opened.now, is_demo=is_demo())

    review = carried_out(form, open_it)
    if review is None:
        return _new_page(form), form.status
    return redirect(url_for(".show", number=review.number), 303)


@blueprint.get("/<number('ACR'):number>")
@policy("access.review.read")
def show(number: str) -> ResponseReturnValue:
    """Show a review with its accounts; the same rows are its export."""
    review = found(number)
    return list_page(
        lines_listing(number, is_export=is_export()),
        queries.lines_of(review),
        "access/show.html",
        review=review,
        progress=queries.progress(review),
        waiting=queries.to_carry_out(review) if review.state != "withdrawn" else [],
        signatures=queries.signatures_of(review),
        next_line=queries.next_undecided(review, int(actor().id)) if review.state == "open" else None,
    )


@blueprint.get("/<number('ACR'):number>/report")
@policy("access.review.read")
def report(number: str) -> ResponseReturnValue:
    """Show the whole review on one page, to print."""
    review = queries.whole_review(number) or abort(404)
    events = history.of(AccessReview.__record__, review.id)
    return render_template("access/report.html", review=review, signatures=queries.signatures_of(review), events=events)


@blueprint.get("/<number('ACR'):number>/withdrawal")
@policy("access.review.withdraw")
def withdrawal(number: str) -> ResponseReturnValue:
    """Ask why a review ends without a result."""
    review = found(number)
    return render_template("access/withdrawal.html", review=review, form=WithdrawalForm(formdata=None, obj=review))


@blueprint.post("/<number('ACR'):number>/withdrawal")
@policy("access.review.withdraw")
def withdraw(number: str) -> ResponseReturnValue:
    """End a review without a result."""
    form = WithdrawalForm()

    def end(opened: Transaction) -> bool:
        review = found(number)
        form.require_version_of(review)
        actions.withdraw(review, form.reason.data or "", opened.now)
        return True

    if carried_out(form, end) is None:
        return render_template("access/withdrawal.html", review=found(number), form=form), form.status
    return redirect(url_for(".show", number=number), 303)


def found(number: str) -> AccessReview:
    """Return the review of a number in an address; 404 when there is none."""
    return queries.review(number) or abort(404)


def _new_page(form: ReviewForm) -> str:
    form.offer(everybody())
    return render_template("access/new.html", form=form)
