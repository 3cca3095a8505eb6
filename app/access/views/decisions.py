"""One account in a review: what was known of it, what was decided, and deciding."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.access.actions import reviews as actions
from app.access.forms.reviews import DecisionForm
from app.access.models import AccessReview, ReviewLine
from app.access.queries import reviews as queries
from app.access.rules.decisions import Account, may_decide
from app.access.views.reviews import found
from app.base.db import Transaction
from app.people import queries as people
from app.records.lifecycle import Verdict
from app.web.edge import actor
from app.web.errors import Stale
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("access_decisions", __name__, url_prefix="/access-reviews/<number('ACR'):number>/lines")


@blueprint.get("/<int:line_id>")
@policy("access.review.read")
def show(number: str, line_id: int) -> ResponseReturnValue:
    """Show one account in a review; whoever may decide on it finds the form."""
    review, line = _line(number, line_id)
    return _page(review, line, DecisionForm(formdata=None)), 200


@blueprint.post("/<int:line_id>/decisions")
@policy("access.review.decide")
def decide(number: str, line_id: int) -> ResponseReturnValue:
    """Decide on an account, and go on to the next one that waits."""
    review, line = _line(number, line_id)
    form = DecisionForm()
    form.offer(line)

    def write(opened: Transaction) -> int | None:
        _, now_there = _line(number, line_id)
        if form.seen.data != len(now_there.decisions):
            raise Stale
        actions.decide(now_there, form.wanted, opened.actor, opened.now)
        return now_there.id

    if carried_out(form, write) is None:
        return _page(*_line(number, line_id), form), form.status
    flash(f"The decision on {line.label} is on record.", "success")
    following = queries.next_undecided(review, int(actor().id), line_id)
    if following is None:
        return redirect(url_for("access_reviews.show", number=number), 303)
    return redirect(url_for(".show", number=number, line_id=following), 303)


def _page(review: AccessReview, line: ReviewLine, form: DecisionForm) -> str:
    form.offer(line)
    form.seen.data = len(line.decisions)
    return render_template("access/line.html", review=review, line=line, form=form, verdict=_verdict(review, line))


def _verdict(review: AccessReview, line: ReviewLine) -> Verdict:
    person = people.person_of(actor())
    mine = Account(person.id, person.email) if person else Account(0, "")
    return may_decide(review.state, review.number, line.account, mine)


def _line(number: str, line_id: int) -> tuple[AccessReview, ReviewLine]:
    review = found(number)
    return review, queries.line(review, line_id) or abort(404)
