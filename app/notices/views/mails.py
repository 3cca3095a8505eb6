"""The outbox: what waits, what failed and why."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import db
from app.notices import door
from app.notices.actions import outbox
from app.notices.queries import mails as queries
from app.notices.rules.texts import TITLES
from app.people.models import Person
from app.web.edge import writing
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("mails", __name__)


@blueprint.get("/mail")
@policy("notices.mail.read")
def index() -> ResponseReturnValue:
    """List the mails, the newest first; to whom and about which record, never their words."""
    server = door.server()
    return list_page(queries.OUTBOX, queries.outbox(), "notices/mail.html", server=server, counts=queries.counts())


@blueprint.post("/mail/<int:mail_id>/tries")
@policy("notices.mail.retry")
def try_again(mail_id: int) -> ResponseReturnValue:
    """Let the clock try a mail again at its next turn."""
    with writing() as opened:
        mail = queries.mail(mail_id) or abort(404)
        outbox.try_again(mail, opened.actor, opened.now)
    flash(f"Mail {mail_id} is tried again within a minute.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.get("/people/<int:person_id>/mail")
@policy("notices.mail.read")
def of_person(person_id: int) -> str:
    """Show what became of the mails to one person; also a panel of that person's page."""
    one = (db.session.get(Person, person_id) if person_id < 2**31 else None) or abort(404)
    return render_template("notices/of_person.html", one=one, mails=queries.mails_to(one.id), titles=TITLES)
