"""The outbox: what waits, what failed and why."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.notices import door
from app.notices.actions import outbox
from app.notices.queries import mails as queries
from app.web.edge import writing
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("mails", __name__, url_prefix="/mail")


@blueprint.get("")
@policy("notices.mail.read")
def index() -> ResponseReturnValue:
    """List the mails, the newest first; to whom and about which record, never their words."""
    server = door.server()
    return list_page(queries.OUTBOX, queries.outbox(), "notices/mail.html", server=server, counts=queries.counts())


@blueprint.post("/<int:mail_id>/tries")
@policy("notices.mail.retry")
def try_again(mail_id: int) -> ResponseReturnValue:
    """Let the clock try a mail again at its next turn."""
    with writing() as opened:
        mail = queries.mail(mail_id) or abort(404)
        outbox.try_again(mail, opened.actor, opened.now)
    flash(f"Mail {mail_id} is tried again within a minute.", "success")
    return redirect(url_for(".index"), 303)
