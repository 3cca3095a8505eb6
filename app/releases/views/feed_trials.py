"""Trying an address before it is saved. A POST because it reaches out to the internet; it writes nothing."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.releases import door
from app.releases.forms.feeds import FeedChangeForm, FeedFields, FeedForm
from app.releases.trials import Trial, try_feed
from app.releases.views.around import found_feed
from app.web.edge import now
from app.web.guard import policy

blueprint = Blueprint("feed_trials", __name__, url_prefix="/feeds")


@blueprint.post("/trials")
@policy("releases.feed.edit")
def create() -> ResponseReturnValue:
    """Show what a feed that is being registered would bring."""
    form = FeedForm()
    return render_template("releases/feeds/new.html", form=form, trial=_trial(form))


@blueprint.post("/<number('FED'):number>/trials")
@policy("releases.feed.edit")
def create_for(number: str) -> ResponseReturnValue:
    """Show what a registered feed would bring with another address."""
    feed = found_feed(number)
    form = FeedChangeForm(feed)
    return render_template("releases/feeds/edit.html", feed=feed, form=form, trial=_trial(form))


def _trial(form: FeedFields) -> Trial | None:
    if not form.url.data:
        form.url.errors = ["Enter an address to try. A feed that is kept by hand has none and needs no trial."]
        return None
    with door.outbound() as outbound:
        return try_feed(outbound, form.url.data, now(), takes_prereleases=bool(form.takes_prereleases.data))
