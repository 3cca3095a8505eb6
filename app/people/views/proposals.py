"""What waits for a second administrator: the list, one proposal, and the decision about it."""

from collections.abc import Callable

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.base.db import Transaction
from app.people import actions, queries
from app.people.forms import ApprovalForm, ReasonForm
from app.people.models import Person, Proposal
from app.people.permissions import ROLES
from app.people.rules.proposals import KINDS, obstacles_to_deciding
from app.people.sign_in import is_demo
from app.people.views.blueprint import blueprint
from app.web.edge import actor, writing
from app.web.errors import Stale
from app.web.filters import Choice
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page
from app.web.listing import Column, Listing

STATES = ("proposed", "approved", "refused", "withdrawn")

PROPOSALS: Listing = Listing(
    columns=(
        Column(
            "number",
            "Number",
            lambda one: one.number,
            Proposal.number,
            href=lambda one: url_for("people.proposal", number=one.number),
        ),
        Column("what", "What", lambda one: one.words),
        Column("person", "For", lambda one: one.person, Person.name, kind="person"),
        Column("proposed_by", "Proposed by", lambda one: one.proposed_by_name, kind="name"),
        Column("at", "Proposed", lambda one: one.proposed_at, Proposal.proposed_at, kind="time"),
        Column("state", "State", lambda one: one.state, Proposal.state, kind="chip"),
        Column("decided_by", "Decided by", lambda one: one.decided_by_name, kind="name"),
    ),
    key=Proposal.id,
    sort="-at",
    filters=(
        Choice(
            "state",
            "State",
            Proposal.state,
            tuple((state, state.capitalize()) for state in STATES),
            lambda state: Proposal.state == state,
        ),
        Choice("kind", "What", Proposal.kind, tuple(KINDS.items()), lambda kind: Proposal.kind == kind),
    ),
)


@blueprint.get("/account-proposals")
@policy("people.person.read")
def proposals() -> ResponseReturnValue:
    """List every proposal on an account, waiting and decided."""
    query = select(Proposal).join(Proposal.person).options(contains_eager(Proposal.person))
    return list_page(PROPOSALS, query, "people/proposals.html")


@blueprint.get("/account-proposals/<number('ACP'):number>")
@policy("people.person.read")
def proposal(number: str) -> ResponseReturnValue:
    """Show what is proposed, by whom and why, and who decides."""
    found = _found(number)
    return render_template(
        "people/proposal.html",
        one=found,
        roles=ROLES,
        form=ApprovalForm(formdata=None, obj=found),
        obstacles=obstacles_to_deciding(found.parties, actor().id) if found.is_open else [],
        is_mine=found.proposed_by_id == actor().id,
    )


@blueprint.post("/account-proposals/<number('ACP'):number>/approval")
@policy("people.role.change")
def approve_proposal(number: str) -> ResponseReturnValue:
    """Carry it out; a link that it makes is shown once, to be handed over."""
    _found(number)
    form = ApprovalForm()
    if not form.validate_on_submit():
        raise Stale
    with writing() as opened:
        found = _found(number)
        form.require_version_of(found)
        token = actions.approve(found, opened.actor, opened.now, is_demo=is_demo())
    if token is None:
        flash(f"{number} is approved and in effect.", "success")
        return redirect(url_for("people.proposal", number=number), 303)
    return handed_over(_found(number).person, token)


@blueprint.get("/account-proposals/<number('ACP'):number>/refusal")
@policy("people.role.change")
def refusal(number: str) -> ResponseReturnValue:
    """Ask why it is refused."""
    found = _found(number)
    return _page(found, ReasonForm(formdata=None, obj=found), "Refuse", "people.refuse_proposal"), 200


@blueprint.post("/account-proposals/<number('ACP'):number>/refusal")
@policy("people.role.change")
def refuse_proposal(number: str) -> ResponseReturnValue:
    """Say no; nothing of it takes effect."""
    return _decided(number, "Refuse", "people.refuse_proposal", actions.refuse)


@blueprint.get("/account-proposals/<number('ACP'):number>/withdrawal")
@policy("people.person.edit")
def withdrawal(number: str) -> ResponseReturnValue:
    """Ask why it is taken back."""
    found = _found(number)
    return _page(found, ReasonForm(formdata=None, obj=found), "Withdraw", "people.withdraw_proposal"), 200


@blueprint.post("/account-proposals/<number('ACP'):number>/withdrawal")
@policy("people.person.edit")
def withdraw_proposal(number: str) -> ResponseReturnValue:
    """Take one's own proposal back."""
    return _decided(number, "Withdraw", "people.withdraw_proposal", actions.withdraw)


def handed_over(person: Person, token: str) -> str:
    """Show a one-time link, once, to whoever hands it over."""
    # the host of the settings, never the one of the request: a forged Host header must not end up in a link (T23)
    address = current_app.config["QUALWARD"].base_url + url_for("people.follow_password_link", token=token)
    return render_template("people/password_link.html", one=person, address=address)


def _decided(number: str, title: str, endpoint: str, act: Callable[..., None]) -> ResponseReturnValue:
    _found(number)
    form = ReasonForm()

    def run(opened: Transaction) -> bool:
        found = _found(number)
        form.require_version_of(found)
        act(found, form.reason.data or "", opened.actor, opened.now)
        return True

    if carried_out(form, run) is None:
        return _page(_found(number), form, title, endpoint), 422
    flash(f"{number}: done and on record.", "success")
    return redirect(url_for("people.proposal", number=number), 303)


def _page(found: Proposal, form: ReasonForm, title: str, endpoint: str) -> str:
    action = url_for(endpoint, number=found.number)
    return render_template("people/proposal_act.html", one=found, form=form, heading=title, address=action)


def _found(number: str) -> Proposal:
    return queries.proposal(number) or abort(404)
