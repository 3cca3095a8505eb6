"""The trail of one record, to read, to narrow, and to review before a signature."""

from functools import partial
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.evidence import queries as evidence
from app.inspection.actions.record_reviews import Outcome, review_record
from app.inspection.forms.record_reviews import RecordReviewForm
from app.inspection.forms.trails import narrowing
from app.inspection.queries import record_trails
from app.inspection.queries.record_trails import RecordTrail
from app.inspection.rules import trails
from app.inspection.rules.record_reviews import may_review
from app.people.signing_panels import place_to_sign
from app.records.regulated import Regulated
from app.web.edge import actor
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("record_trails", __name__, url_prefix="/inspection/records/<number:number>")

SHOWN = 50
"""Events on a page; beside a signing page as many, newest first."""


@blueprint.get("/trail")
@policy("inspection.trail.read")
def show(number: str) -> ResponseReturnValue:
    """Show the trail in words, newest first."""
    return _page(_found(number), RecordReviewForm(formdata=None))


@blueprint.post("/trail-reviews")
@policy("inspection.trail.review")
def create(number: str) -> ResponseReturnValue:
    """Record the outcome of a review, and go on to signing where a signature waits."""
    form = RecordReviewForm()
    found = _found(number)
    done = carried_out(form, lambda opened: review_record(_found(number), _outcome(form), opened.actor, opened.now))
    if done is None:
        return _page(found, form), 422
    flash(f"Your review of the audit trail of {number} is on record.", "success")
    return redirect(place_to_sign(number) or url_for(".show", number=number), 303)


def _outcome(form: RecordReviewForm) -> Outcome:
    return Outcome(int(form.last_seq.data or 0), form.findings.data == "yes", form.comment.data or None)


def _page(found: Regulated, form: RecordReviewForm) -> str:
    trail = record_trails.trail_of(found)
    by, page = narrowing(request.args)
    shown = trails.narrowed(reversed(trail.events), by, current_app.config["QUALWARD"].timezone)
    at = (page - 1) * SHOWN
    form.last_seq.data = str(trail.own[-1].seq) if trail.own else ""
    return render_template(
        "inspection/record_trail.html",
        trail=trail,
        form=form,
        entries=[trails.entry(one) for one in shown[at : at + SHOWN]],
        counted=len(shown),
        page=page,
        more=partial(_address, trail, page + 1) if len(shown) > at + SHOWN else None,
        by=by,
        choices=trails.choices(trail.events),
        verdict=may_review(trail.number, trail.events, actor().id),
        sign_at=place_to_sign(trail.number),
    )


def _address(trail: RecordTrail, page: int) -> str:
    given = {name: text for name, text in request.args.items() if text}
    return f"{url_for('.show', number=trail.number)}?{urlencode({**given, 'page': page})}"


def _found(number: str) -> Regulated:
    if number.startswith("EVD-") and not evidence.is_readable(number, actor()):
        abort(404)  # a confidentiality holds for the trail as for the page
    return record_trails.record(number) or abort(404)
