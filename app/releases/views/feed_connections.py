"""Which services a feed speaks for: connect one, withdraw a connection."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.releases import actions, queries
from app.releases.forms.feeds import ConnectionForm
from app.releases.forms.fields import ReasonForm
from app.releases.models import Feed, FeedService
from app.releases.views.around import found_feed
from app.suppliers import queries as register
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("feed_connections", __name__, url_prefix="/feeds/<number('FED'):number>/connections")


@blueprint.get("/new")
@policy("releases.feed.edit")
def new(number: str) -> ResponseReturnValue:
    """Show the form."""
    feed = found_feed(number)
    return _drawn(feed, ConnectionForm(feed))


@blueprint.post("")
@policy("releases.feed.edit")
def create(number: str) -> ResponseReturnValue:
    """Connect a service."""
    feed = found_feed(number)
    form = ConnectionForm(feed)

    def connect(opened: Transaction) -> FeedService:
        form.require_version_of(feed)
        service = register.service(form.service.data or "")
        if service is None:
            raise actions.Refused(("service", "Choose a service from the list."))
        return actions.connect(feed, service, form.reason.data or "", opened.now)

    if carried_out(form, connect) is None:
        return _drawn(feed, form), form.status
    return redirect(url_for("feeds.show", number=number), 303)


@blueprint.get("/<int:connection_id>/withdrawal")
@policy("releases.feed.edit")
def withdrawal(number: str, connection_id: int) -> ResponseReturnValue:
    """Show the form that withdraws a connection."""
    connection = _found(found_feed(number), connection_id)
    return _drawn_withdrawal(connection, ReasonForm(obj=connection))


@blueprint.post("/<int:connection_id>/withdrawal")
@policy("releases.feed.edit")
def withdraw(number: str, connection_id: int) -> ResponseReturnValue:
    """Withdraw a connection."""
    connection = _found(found_feed(number), connection_id)
    form = ReasonForm(obj=connection)

    def carry_out(opened: Transaction) -> bool:
        form.require_version_of(connection)
        actions.disconnect(connection, form.reason.data or "", opened.now)
        return True

    if carried_out(form, carry_out) is None:
        return _drawn_withdrawal(connection, form), form.status
    return redirect(url_for("feeds.show", number=number), 303)


def _found(feed: Feed, connection_id: int) -> FeedService:
    return queries.connection_of(feed, connection_id) or abort(404)


def _drawn(feed: Feed, form: ConnectionForm) -> str:
    action, back = url_for(".create", number=feed.number), url_for("feeds.show", number=feed.number)
    title, lead = f"Connect a service to {feed.number}", "From now on the releases of this feed open work for it too."
    return render_template(
        "releases/form.html", title=title, lead=lead, form=form, action=action, back=back, number=feed.number,
        submit="Connect", order=("service", "reason"), crumbs=[("Feeds", url_for("feeds.index")), (feed.number, back)],
    )  # fmt: skip


def _drawn_withdrawal(connection: FeedService, form: ReasonForm) -> str:
    feed, service = connection.feed, connection.service
    back = url_for("feeds.show", number=feed.number)
    return render_template(
        "releases/form.html",
        title=f"{feed.number} no longer speaks for {service.number} {service.name}",
        lead="What the feed brought so far stays with the service. New releases open no work for it any more.",
        form=form,
        action=url_for(".withdraw", number=feed.number, connection_id=connection.id),
        back=back,
        submit="Withdraw",
        order=("reason",),
        crumbs=[("Feeds", url_for("feeds.index")), (feed.number, back)],
    )
