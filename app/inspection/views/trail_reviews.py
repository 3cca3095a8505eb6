"""Reviews of a period of the audit trail: open, judge, conclude, withdraw."""

from functools import partial

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.inspection.actions import trail_reviews as actions
from app.inspection.forms.trail_reviews import ConclusionForm, JudgementForm, PeriodForm, WithdrawalForm
from app.inspection.models import TrailReview
from app.inspection.queries import trail_reviews as queries
from app.inspection.queries.rules_in_force import trail_review_rules
from app.inspection.queries.trail_periods import read_period
from app.inspection.rules import trails
from app.inspection.rules.exceptions import RULES
from app.inspection.rules.judging import may_conclude
from app.records import revisions
from app.web.edge import now
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("trail_reviews", __name__, url_prefix="/inspection/trail-reviews")
_ONE = "/<number('TRR'):number>"


@blueprint.get("/")
@policy("inspection.ledger.read")
def index() -> ResponseReturnValue:
    """List the reviews, and say how long ago the last one was signed."""
    last = queries.last_review(now())
    return list_page(queries.listing(), queries.reviews(), "inspection/trail_reviews.html", last=last)


@blueprint.get("/new")
@policy("inspection.trail.review")
def new() -> str:
    """Ask for the period and the types of records."""
    return _new_page(PeriodForm(formdata=None))


@blueprint.post("/")
@policy("inspection.trail.review")
def create() -> ResponseReturnValue:
    """Read the period, then keep its exceptions and its sample. Reading comes first, so that nobody else waits."""
    form = PeriodForm()
    if not form.validate_on_submit():
        return _new_page(form), 422
    reading = read_period(form.period)
    if reading is None:
        form.refusals.append("Nothing is on record in this period for these types of records. Choose another period.")
        return _new_page(form), 422
    review = carried_out(form, lambda opened: actions.open_review(reading, opened.actor, opened.now).number)
    if review is None:
        return _new_page(form), 422
    return redirect(url_for(".show", number=review), 303)


@blueprint.get(_ONE)
@policy("inspection.ledger.read")
def show(number: str) -> ResponseReturnValue:
    """Show a review with its exceptions and samples; whoever reviews judges them here."""
    return _page(_found(number), JudgementForm(formdata=None))


@blueprint.post(f"{_ONE}/judgements")
@policy("inspection.trail.review")
def judge(number: str) -> ResponseReturnValue:
    """Judge one item, or several alike."""
    form = JudgementForm()

    def act(opened: Transaction) -> TrailReview:
        review, judgement = _found(number), actions.Judgement(form.judgement.data, form.comment.data or None)
        return actions.judge(review, queries.items_at(review, form.positions), judgement, opened.actor, opened.now)

    if not carried_out(form, act):
        answer = make_response(_page(_found(number), form))
        answer.status_code = 422
        return answer
    return redirect(url_for(".show", number=number, judgement="open", _anchor="items"), 303)


@blueprint.get(f"{_ONE}/items/<int:position>")
@policy("inspection.ledger.read")
def show_item(number: str, position: int) -> str:
    """Show one item with its events in words."""
    review = _found(number)
    item = queries.item(review, position) or abort(404)
    form = JudgementForm(formdata=None, judgement=item.judgement, comment=item.comment)
    entries = [trails.entry(one) for one in queries.events_of(item)]
    return render_template(
        "inspection/trail_review_item.html", review=review, item=item, entries=entries, form=form, rules=RULES
    )


@blueprint.get(f"{_ONE}/conclusion/new")
@policy("inspection.trail.review")
def new_conclusion(number: str) -> str:
    """Ask for the outcome in words."""
    review = _found(number)
    return _conclusion_page(review, ConclusionForm(formdata=None, conclusion=review.conclusion))


@blueprint.post(f"{_ONE}/conclusion")
@policy("inspection.trail.review")
def conclude(number: str) -> ResponseReturnValue:
    """Write the outcome; then it is signed."""
    form = ConclusionForm()
    if not carried_out(form, lambda opened: actions.conclude(_found(number), form.conclusion.data or "", opened.actor)):
        return _conclusion_page(_found(number), form), 422
    return redirect(url_for("trail_review_signatures.new", number=number), 303)


@blueprint.get(f"{_ONE}/withdrawal")
@policy("inspection.trail.review")
def withdrawal(number: str) -> str:
    """Ask why a review is given up."""
    return render_template(
        "inspection/trail_review_withdrawal.html", review=_found(number), form=WithdrawalForm(formdata=None)
    )


@blueprint.post(f"{_ONE}/withdrawal")
@policy("inspection.trail.review")
def withdraw(number: str) -> ResponseReturnValue:
    """Give a review up with its reason."""
    form = WithdrawalForm()
    if not carried_out(form, lambda _opened: actions.withdraw(_found(number), form.reason.data or "")):
        return render_template("inspection/trail_review_withdrawal.html", review=_found(number), form=form), 422
    flash(f"{number} is withdrawn; what was judged stays on record.", "success")
    return redirect(url_for(".show", number=number), 303)


def _new_page(form: PeriodForm) -> str:
    return render_template("inspection/trail_review_new.html", form=form, rules=trail_review_rules())


def _page(review: TrailReview, form: JudgementForm) -> ResponseReturnValue:
    draw = partial(
        list_page,
        review=review,
        form=form,
        ticked=form.positions,
        verdict=may_conclude(review.number, queries.still_open(review)),
        signatures=revisions.signatures_of(review),
    )
    return draw(queries.item_listing(review), queries.items(review), "inspection/trail_review.html")


def _conclusion_page(review: TrailReview, form: ConclusionForm) -> str:
    verdict = may_conclude(review.number, queries.still_open(review))
    return render_template("inspection/trail_review_conclusion.html", review=review, form=form, verdict=verdict)


def _found(number: str) -> TrailReview:
    return queries.review(number) or abort(404)
