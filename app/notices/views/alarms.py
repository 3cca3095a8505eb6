"""Alarms: the list, one alarm, and its acknowledgement."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.notices import actions
from app.notices.forms import AcknowledgementForm
from app.notices.models import Alarm
from app.notices.queries import alarms as queries
from app.notices.rules.kinds import KINDS
from app.web.edge import actor
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import is_export, list_page

blueprint = Blueprint("alarms", __name__, url_prefix="/alarms")


@blueprint.get("")
@policy("notices.alarm.read")
def index() -> ResponseReturnValue:
    """List the alarms that the signed-in person may read, the newest first."""
    roles = actor().roles
    listing = queries.listing(roles, is_whole=is_export())
    return list_page(listing, queries.readable(roles), "notices/alarms.html")


@blueprint.get("/<number('ALM'):number>")
@policy("notices.alarm.read")
def show(number: str) -> ResponseReturnValue:
    """Show one alarm; with the form to acknowledge it for whom it is."""
    alarm = _found(number)
    return _page(alarm, AcknowledgementForm(formdata=None, obj=alarm))


@blueprint.post("/<number('ALM'):number>/acknowledgement")
@policy("notices.alarm.acknowledge")
def acknowledge(number: str) -> ResponseReturnValue:
    """Put on record who saw the alarm, with their comment."""
    form = AcknowledgementForm()

    def act(opened: Transaction) -> bool:
        alarm = _found(number)
        form.require_version_of(alarm)
        actions.acknowledge(alarm, form.comment.data or "", opened.actor, opened.now)
        return True

    _found(number)
    if carried_out(form, act) is None:
        return _page(_found(number), form), 422
    flash(f"{number} is acknowledged.", "success")
    return redirect(url_for(".show", number=number), 303)


def _page(alarm: Alarm, form: AcknowledgementForm) -> str:
    me, kind = actor(), KINDS[alarm.kind]
    may = alarm.state == "raised" and not kind.acknowledgers.isdisjoint(me.roles) and not queries.is_about(alarm, me)
    return render_template("notices/alarm.html", alarm=alarm, kind=kind, form=form, may_acknowledge=may)


def _found(number: str) -> Alarm:
    return queries.alarm(number, actor().roles) or abort(404)
