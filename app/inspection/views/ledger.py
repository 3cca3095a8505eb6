"""The ledger, to read: by record, person, time and act."""

import json

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app.inspection import queries
from app.inspection.queries.trail_reviews import last_review
from app.records import history
from app.web.edge import now
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("ledger", __name__, url_prefix="/inspection")


@blueprint.get("/")
@policy("inspection.ledger.read")
def index() -> ResponseReturnValue:
    """List events, newest first."""
    return list_page(
        queries.listing(),
        queries.events(),
        "inspection/ledger.html",
        verification=queries.last_verification(),
        last_review=last_review(now()),
    )


@blueprint.get("/events/<int:seq>")
@policy("inspection.ledger.read")
def show(seq: int) -> str:
    """Show one event: what a person reads, and its exact text."""
    row = queries.event(seq) or abort(404)
    return render_template(
        "inspection/event.html",
        row=row,
        event=history.read(row.body),
        parts=json.loads(row.body),
        body=json.dumps(json.loads(row.body), indent=2, ensure_ascii=False, sort_keys=True),
    )
