"""Setting a password through a one-time link, which leaves the address bar at once."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.base.db import transaction
from app.people import actions, queries
from app.people.actions import AccountRefused
from app.people.forms import NewPasswordForm
from app.people.models import Person
from app.people.rules.passwords import SHORTEST
from app.people.sign_in import is_demo
from app.people.views.blueprint import blueprint
from app.web.edge import now
from app.web.guard import PUBLIC, policy

_LINK_KEY = "password_link"
_OVER = "This link was used, replaced or is older than 30 minutes. Ask for a new one."


@blueprint.get("/set-password/<token>")
@policy(PUBLIC)
def follow_password_link(token: str) -> ResponseReturnValue:
    """Keep the token in the browser's own cookie, out of the address. Opening a link changes nothing."""
    session[_LINK_KEY] = token
    return redirect(url_for("people.set_password"), 303)


@blueprint.get("/set-password")
@policy(PUBLIC)
def set_password() -> ResponseReturnValue:
    """Ask for the new password."""
    link = queries.usable_link(str(session.get(_LINK_KEY, "")), now())
    if link is None:
        raise AccountRefused(_OVER)
    return _page(NewPasswordForm(formdata=None), link.person)


@blueprint.post("/set-password")
@policy(PUBLIC)
def store_password() -> ResponseReturnValue:
    """Set the password and use the link up."""
    token = str(session.get(_LINK_KEY, ""))
    link = queries.usable_link(token, now())
    if link is None:
        raise AccountRefused(_OVER)
    form = NewPasswordForm()
    if not form.validate_on_submit() or not _is_stored(form, token):
        return _page(form, link.person), 422
    session.clear()
    flash("Your password is set. Sign in with it.", "success")
    return redirect(url_for("people.sign_in"), 303)


def _page(form: NewPasswordForm, who: Person) -> str:
    return render_template("people/set_password.html", form=form, who=who, shortest=SHORTEST)


def _is_stored(form: NewPasswordForm, token: str) -> bool:
    link = queries.usable_link(token, now())
    if link is None:
        raise AccountRefused(_OVER)
    try:
        with transaction(link.person.actor, now()) as opened:
            actions.use_link(token, form.password.data or "", opened.now, is_demo=is_demo())
    except AccountRefused as refused:
        form.refuse(refused)
        return False
    return True
