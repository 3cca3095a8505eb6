"""What an administrator (or, for identities, QA) does to somebody else's account. Never to their own."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.people import actions, queries
from app.people.forms import IdentityForm, ReasonForm, RolesForm
from app.people.models import Person, Proposal
from app.people.rules.proposals import is_protected
from app.people.sign_in import is_demo
from app.people.views.blueprint import blueprint
from app.people.views.people import found
from app.people.views.proposals import handed_over
from app.records.actor import Actor
from app.web.forms import RecordForm, carried_out
from app.web.guard import policy


@blueprint.get("/people/<int:person_id>/roles")
@policy("people.role.change")
def roles(person_id: int) -> ResponseReturnValue:
    """Ask for the roles somebody holds from now on."""
    person = found(person_id)
    form = RolesForm(formdata=None, obj=person)
    return act_page(person, form, "Change roles", url_for("people.change_roles", person_id=person_id)), 200


@blueprint.post("/people/<int:person_id>/roles")
@policy("people.role.change")
def change_roles(person_id: int) -> ResponseReturnValue:
    """Give somebody these roles, or propose them where a second administrator has to approve."""
    form, address = RolesForm(), url_for("people.change_roles", person_id=person_id)

    def change(person: Person, actor: Actor, at: datetime) -> object:
        wanted, reason = form.roles.data or [], form.reason.data or ""
        act = actions.propose_roles if is_protected(person.roles, wanted) else actions.change_roles
        return act(person, wanted, reason, actor, at, is_demo=is_demo())

    return done(person_id, form, change, "Change roles", address)


@blueprint.get("/people/<int:person_id>/deactivation")
@policy("people.person.edit")
def deactivation(person_id: int) -> ResponseReturnValue:
    """Ask why an account is closed."""
    person = found(person_id)
    form = ReasonForm(formdata=None, obj=person)
    return act_page(person, form, "Deactivate", url_for("people.deactivate", person_id=person_id)), 200


@blueprint.post("/people/<int:person_id>/deactivation")
@policy("people.person.edit")
def deactivate(person_id: int) -> ResponseReturnValue:
    """Close an account; no session of it survives."""
    form, address = ReasonForm(), url_for("people.deactivate", person_id=person_id)
    return done(
        person_id,
        form,
        lambda person, actor, at: actions.deactivate(person, form.reason.data or "", actor, at),
        "Deactivate",
        address,
    )


@blueprint.get("/people/<int:person_id>/reactivation")
@policy("people.person.edit")
def reactivation(person_id: int) -> ResponseReturnValue:
    """Ask why an account is opened again."""
    person = found(person_id)
    form = ReasonForm(formdata=None, obj=person)
    return act_page(person, form, "Reactivate", url_for("people.reactivate", person_id=person_id)), 200


@blueprint.post("/people/<int:person_id>/reactivation")
@policy("people.person.edit")
def reactivate(person_id: int) -> ResponseReturnValue:
    """Open an account again."""
    form, address = ReasonForm(), url_for("people.reactivate", person_id=person_id)
    return done(
        person_id,
        form,
        lambda person, actor, at: actions.reactivate(person, form.reason.data or "", actor, at),
        "Reactivate",
        address,
    )


@blueprint.get("/people/<int:person_id>/identity-verifications")
@policy("people.identity.verify")
def identity(person_id: int) -> ResponseReturnValue:
    """Ask how the identity was verified."""
    person = found(person_id)
    form = IdentityForm(formdata=None, obj=person)
    return act_page(person, form, "Verify identity", url_for("people.verify_identity", person_id=person_id)), 200


@blueprint.post("/people/<int:person_id>/identity-verifications")
@policy("people.identity.verify")
def verify_identity(person_id: int) -> ResponseReturnValue:
    """Put on record that the signed-in person verified somebody else's identity."""
    form, address = IdentityForm(), url_for("people.verify_identity", person_id=person_id)
    return done(
        person_id,
        form,
        lambda person, actor, at: actions.verify_identity(person, form.method.data, actor, at),
        "Verify identity",
        address,
    )


@blueprint.get("/people/<int:person_id>/password-links/new")
@policy("people.person.edit")
def password_link(person_id: int) -> ResponseReturnValue:
    """Ask why somebody needs a link to set a new password."""
    person = found(person_id)
    form = ReasonForm(formdata=None, obj=person)
    return act_page(
        person, form, "Make a password link", url_for("people.issue_password_link", person_id=person_id)
    ), 200


@blueprint.post("/people/<int:person_id>/password-links")
@policy("people.person.edit")
def issue_password_link(person_id: int) -> ResponseReturnValue:
    """Make a one-time link and show it once, or propose it where a second administrator has to approve."""
    form, address = ReasonForm(), url_for("people.issue_password_link", person_id=person_id)
    title, tokens = "Make a password link", []

    def issue(person: Person, actor: Actor, at: datetime) -> object:
        if is_protected(person.roles, *(one.roles for one in queries.open_proposals(person))):
            return actions.propose_link(person, form.reason.data or "", actor, at)
        tokens.append(actions.issue_link(person, actor, at, form.reason.data))
        return None

    answer = done(person_id, form, issue, title, address)
    return handed_over(found(person_id), tokens[0]) if tokens else answer


Act = Callable[[Person, Actor, datetime], object]


def done(person_id: int, form: RecordForm, act: Act, title: str, address: str) -> ResponseReturnValue:
    """Carry ``act`` out on the account and lead back to it, or to the proposal that it made."""

    def run(opened: Transaction) -> tuple[str | None]:
        person = found(person_id)
        form.require_version_of(person)
        result = act(person, opened.actor, opened.now)
        return (result.number if isinstance(result, Proposal) else None,)

    done = carried_out(form, run)
    if done is None:
        return act_page(found(person_id), form, title, address), 422
    if (number := done[0]) is not None:
        flash(f"{number} is proposed. It takes effect when another administrator approves it.", "success")
        return redirect(url_for("people.proposal", number=number), 303)
    flash(f"{title}: done and on record.", "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


def act_page(person: Person, form: RecordForm, title: str, address: str) -> str:
    """Return the page with one form about one account."""
    return render_template("people/act.html", one=person, form=form, heading=title, address=address)
