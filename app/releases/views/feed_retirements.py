"""Retiring a feed and watching it again."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.releases import actions
from app.releases.forms.fields import ReasonForm
from app.releases.models import Feed
from app.releases.views.around import found_feed
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("feed_retirements", __name__, url_prefix="/feeds/<number('FED'):number>")

_RETIRED = "It is not polled any more. Its releases, polls and history stay, and it can be watched again."
_BACK = "It is polled again at once. What the vendor announced meanwhile then arrives as new."


@blueprint.get("/retirement", endpoint="retirement")
@blueprint.post("/retirement", endpoint="retire")
@policy("releases.feed.edit")
def retirement(number: str) -> ResponseReturnValue:
    """Retire a feed."""
    feed = found_feed(number)
    return _answer(feed, "Retire", _RETIRED, lambda reason, _: actions.retire_feed(feed, reason))


@blueprint.get("/reactivation", endpoint="reactivation")
@blueprint.post("/reactivation", endpoint="reactivate")
@policy("releases.feed.edit")
def reactivation(number: str) -> ResponseReturnValue:
    """Watch a retired feed again."""
    feed = found_feed(number)
    return _answer(feed, "Reactivate", _BACK, lambda reason, now: actions.reactivate_feed(feed, reason, now))


def _answer(feed: Feed, verb: str, lead: str, act: Callable[[str, datetime], None]) -> ResponseReturnValue:
    form = ReasonForm(obj=feed)
    if request.method != "POST":
        return _drawn(feed, verb, lead, form)

    def carry_out(opened: Transaction) -> bool:
        form.require_version_of(feed)
        act(form.reason.data or "", opened.now)
        return True

    if carried_out(form, carry_out) is None:
        return _drawn(feed, verb, lead, form), form.status
    return redirect(url_for("feeds.show", number=feed.number), 303)


def _drawn(feed: Feed, verb: str, lead: str, form: ReasonForm) -> str:
    back = url_for("feeds.show", number=feed.number)
    return render_template(
        "releases/form.html",
        title=f"{verb} {feed.number} {feed.name}",
        lead=lead,
        form=form,
        action=request.path,
        back=back,
        submit=verb,
        order=("reason",),
        crumbs=[("Feeds", url_for("feeds.index")), (feed.number, back)],
    )
