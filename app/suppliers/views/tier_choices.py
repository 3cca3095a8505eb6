"""Tier choices: writing one under a service, its page, changing the draft."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.people.permissions import ROLES
from app.suppliers import queries
from app.suppliers.actions import tiers as actions
from app.suppliers.forms.tiers import ChoiceChangeForm, ChoiceForm
from app.suppliers.models import TierChoice
from app.suppliers.rules.tiers import TIERS, tier_route
from app.suppliers.views.around import history_context
from app.web.edge import actor, now
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("tier_choices", __name__, url_prefix="/tier-choices")
under_service = Blueprint("service_tiers", __name__, url_prefix="/services/<number('SVC'):number>/tier-choices")


@under_service.get("/new")
@policy("suppliers.tier.draft")
def new(number: str) -> ResponseReturnValue:
    """Show the form of a new choice."""
    service = queries.service(number) or abort(404)
    return render_template("suppliers/tiers/new.html", service=service, form=ChoiceForm())


@under_service.post("")
@policy("suppliers.tier.draft")
def create(number: str) -> ResponseReturnValue:
    """Write a choice; its author signs it next."""
    service = queries.service(number) or abort(404)
    form = ChoiceForm()

    def draft(opened: Transaction) -> TierChoice:
        return actions.draft_choice(service, form.tier.data, form.rationale.data or "", opened.actor, opened.now)

    choice = carried_out(form, draft)
    if choice is None:
        return render_template("suppliers/tiers/new.html", service=service, form=form), 422
    return redirect(url_for("tier_choices.show", number=choice.number), 303)


@blueprint.get("/<number('TIE'):number>")
@policy("suppliers.service.read")
def show(number: str) -> ResponseReturnValue:
    """Show one choice with its route and signatures."""
    choice = _found(number)
    return render_template(
        "suppliers/tiers/show.html",
        choice=choice,
        words=TIERS,
        route=tier_route(choice.tier),
        turn=actions.turn_of(choice, actor()),
        is_author=str(choice.drafted_by_id) == actor().id,
        **history_context(choice),
    )


@blueprint.get("/<number('TIE'):number>/signers")
@policy("suppliers.service.read")
def signers(number: str) -> ResponseReturnValue:
    """Show who else may sign next, so that an absence does not block; also a panel of the choice."""
    choice = _found(number)
    awaited = actions.who_else(choice, actor(), now())
    return render_template("suppliers/tiers/signers.html", choice=choice, awaited=awaited, roles=ROLES)


@blueprint.get("/<number('TIE'):number>/edit")
@policy("suppliers.tier.draft")
def edit(number: str) -> ResponseReturnValue:
    """Show the form of a draft."""
    choice = _found(number)
    return render_template("suppliers/tiers/edit.html", choice=choice, form=ChoiceChangeForm(choice))


@blueprint.post("/<number('TIE'):number>")
@policy("suppliers.tier.draft")
def update(number: str) -> ResponseReturnValue:
    """Change a draft."""
    choice = _found(number)
    form = ChoiceChangeForm(choice)

    def change(opened: Transaction) -> bool:
        form.require_version_of(choice)
        return actions.change_choice(choice, form.tier.data, form.rationale.data or "", opened.actor)

    changed = carried_out(form, change)
    if changed is None:
        return render_template("suppliers/tiers/edit.html", choice=choice, form=form), form.status
    flash("Saved." if changed else "Nothing differed from the record, so nothing was saved.")
    return redirect(url_for(".show", number=number), 303)


def _found(number: str) -> TierChoice:
    return queries.choice(number) or abort(404)
