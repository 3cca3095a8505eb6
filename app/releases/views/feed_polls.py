"""Polls of a feed: one asked for now, and the payload that one brought."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.records import removals
from app.releases import intake, queries
from app.releases.views.around import found_feed
from app.web.downloads import download
from app.web.edge import actor
from app.web.guard import policy

blueprint = Blueprint("feed_polls", __name__, url_prefix="/feeds/<number('FED'):number>/polls")


@blueprint.post("")
@policy("releases.feed.poll")
def create(number: str) -> ResponseReturnValue:
    """Poll the feed now, whether it is due or not."""
    feed = found_feed(number)
    if not feed.is_polled:
        flash(f"{number} is not polled: it is retired or kept by hand.", "error")
        return redirect(url_for("feeds.show", number=number), 303)
    feed_id = feed.id
    tally = intake.poll([feed_id], actor=actor())
    latest = queries.polls_of(found_feed(number))[0]
    flash(latest.sentence, "error" if tally.failed else "message")
    return redirect(url_for("feeds.show", number=number), 303)


@blueprint.get("/<int:poll_id>/payload")
@policy("releases.feed.read")
def payload(number: str, poll_id: int) -> ResponseReturnValue:
    """Hand out the raw document that a poll brought, as a file."""
    poll = queries.poll_with_payload(found_feed(number), poll_id) or abort(404)
    content = removals.content(poll.payload_sha256 or "")
    return download(content, f"{number}-{poll.at:%Y%m%dT%H%M%SZ}.payload", "application/octet-stream")
