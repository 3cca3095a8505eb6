"""Releases: list, manual entry, page; and those of a service as a panel."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.records import attachments
from app.releases import actions, queries
from app.releases.forms.releases import ReleaseForm
from app.releases.models import Release
from app.releases.panels import release_page
from app.releases.views.around import found_release, history_context
from app.suppliers import queries as register
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("releases", __name__, url_prefix="/releases")
under_service = Blueprint("service_releases", __name__, url_prefix="/services/<number('SVC'):number>/releases")


@blueprint.get("")
@policy("releases.release.read")
def index() -> ResponseReturnValue:
    """Show the list."""
    return list_page(queries.RELEASES, queries.release_list(), "releases/index.html")


@blueprint.get("/new")
@policy("releases.release.record")
def new() -> ResponseReturnValue:
    """Show the form of a release that did not come through a polled feed."""
    return render_template("releases/new.html", form=ReleaseForm(list(queries.manual_feeds())))


@blueprint.post("")
@policy("releases.release.record")
def create() -> ResponseReturnValue:
    """Record a release by hand."""
    form = ReleaseForm(list(queries.manual_feeds()))
    release = carried_out(form, lambda opened: _record(form, opened))
    if release is None:
        return render_template("releases/new.html", form=form), form.status
    return redirect(url_for(".show", number=release.number), 303)


@blueprint.get("/<number('REL'):number>")
@policy("releases.release.read")
def show(number: str) -> ResponseReturnValue:
    """Show one release: its note as received, revisions, dates, what higher rooms made of it, history."""
    release = found_release(number)
    return render_template(
        "releases/show.html",
        release=release,
        revisions=queries.revisions_with_diffs(release),
        services=queries.services_of(release),
        files=attachments.of(release.__record__, [release.id]),
        panels=release_page.panels(),
        **history_context(release),
    )


@under_service.get("")
@policy("releases.release.read")
def index_of_service(number: str) -> ResponseReturnValue:
    """Show the releases found last for a service, also as a panel of its page."""
    service = register.service(number) or abort(404)
    return render_template("releases/of_service.html", service=service, releases=queries.releases_of_service(service))


def _record(form: ReleaseForm, opened: Transaction) -> Release:
    feed = queries.feed(form.feed.data or "")
    if feed is None:
        raise actions.Refused(("feed", "Choose a feed from the list."))
    return actions.record_release(feed, form.details, form.vendor_file, opened.actor, opened.now)
