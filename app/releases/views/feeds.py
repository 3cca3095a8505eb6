"""Feeds: list, registration, page, change."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction, db
from app.releases import actions, door, queries
from app.releases.forms.feeds import FeedChangeForm, FeedForm
from app.releases.models import Feed, FeedCursor
from app.releases.views.around import found_feed, history_context, number_in_query
from app.suppliers import queries as register
from app.web.edge import now
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")


@blueprint.get("")
@policy("releases.feed.read")
def index() -> ResponseReturnValue:
    """Show the list with each feed's health."""
    return list_page(
        queries.feed_listing(now()), queries.feed_list(), "releases/feeds/index.html", health_of=queries.health_of
    )


@blueprint.get("/new")
@policy("releases.feed.edit")
def new() -> ResponseReturnValue:
    """Show the form of a new feed."""
    return render_template("releases/feeds/new.html", form=FeedForm(), trial=None)


@blueprint.post("")
@policy("releases.feed.edit")
def create() -> ResponseReturnValue:
    """Register a feed; its first poll sets the baseline."""
    form = FeedForm()
    feed = carried_out(form, lambda opened: _register(form, opened))
    if feed is None:
        return render_template("releases/feeds/new.html", form=form, trial=None), form.status
    return redirect(url_for(".show", number=feed.number), 303)


@blueprint.get("/<number('FED'):number>")
@policy("releases.feed.read")
def show(number: str) -> ResponseReturnValue:
    """Show one feed: health, services, polls, releases, history."""
    feed = found_feed(number)
    cursor = db.session.get(FeedCursor, feed.id)
    before = number_in_query("polls")
    polls = queries.polls_of(feed, before)
    return render_template(
        "releases/feeds/show.html",
        feed=feed,
        cursor=cursor,
        health=queries.health_of(feed, cursor, now()),
        connections=queries.connections_of(feed),
        polls=polls[: queries.POLLS_SHOWN],
        older=polls[queries.POLLS_SHOWN - 1].id if len(polls) > queries.POLLS_SHOWN else None,
        is_older_polls=before is not None,
        releases=queries.recent_releases(feed),
        **history_context(feed),
    )


@blueprint.get("/<number('FED'):number>/edit")
@policy("releases.feed.edit")
def edit(number: str) -> ResponseReturnValue:
    """Show the form of a change."""
    feed = found_feed(number)
    return render_template("releases/feeds/edit.html", feed=feed, form=FeedChangeForm(feed), trial=None)


@blueprint.post("/<number('FED'):number>")
@policy("releases.feed.edit")
def update(number: str) -> ResponseReturnValue:
    """Change a feed; the same values leave no trace."""
    feed = found_feed(number)
    form = FeedChangeForm(feed)

    def change(opened: Transaction) -> bool:
        form.require_version_of(feed)
        return actions.change_feed(feed, form.details, form.reason.data or "", door.allow(), opened.now)

    changed = carried_out(form, change)
    if changed is None:
        return render_template("releases/feeds/edit.html", feed=feed, form=form, trial=None), form.status
    flash("Saved." if changed else "Nothing differed from the record, so nothing was saved.")
    return redirect(url_for(".show", number=number), 303)


def _register(form: FeedForm, opened: Transaction) -> Feed:
    service = register.service(form.service.data or "")
    if service is None:
        raise actions.Refused(("service", "Choose a service from the list."))
    return actions.register_feed(service.supplier, form.details, [service], door.allow(), opened.now)
