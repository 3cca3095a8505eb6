"""Changes of evidence that need a reason: its owner, who may read it, taking it back and letting it count again."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.evidence import dependents
from app.evidence.actions import register
from app.evidence.forms.evidence import ConfidentialityForm, OwnerForm
from app.evidence.forms.fields import ChangeForm, ReasonForm
from app.evidence.models import Evidence
from app.evidence.views.around import act_page, found_evidence
from app.web.edge import actor
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("evidence_changes", __name__, url_prefix="/evidence/<number('EVD'):number>")

_SAME = "Nothing differed from the record, so nothing was saved."


@blueprint.get("/owner")
@policy("evidence.evidence.edit")
def owner(number: str) -> str:
    """Show who looks after it, and the form to hand it over."""
    found = found_evidence(number)
    return _owner_page(found, OwnerForm(found, formdata=None))


@blueprint.post("/owner")
@policy("evidence.evidence.edit")
def change_owner(number: str) -> ResponseReturnValue:
    """Hand it to another owner."""
    form = OwnerForm(found_evidence(number))

    def act(found: Evidence, _: Transaction) -> bool:
        return register.reassign(found, form.owner_id.data, form.reason.data or "")

    return _acted(number, form, act, _owner_page)


@blueprint.get("/confidentiality")
@policy("evidence.evidence.edit")
def confidentiality(number: str) -> str:
    """Show who may read it, and the form to change that."""
    found = found_evidence(number)
    return _level_page(found, ConfidentialityForm(found, actor(), formdata=None))


@blueprint.post("/confidentiality")
@policy("evidence.evidence.edit")
def change_confidentiality(number: str) -> ResponseReturnValue:
    """Change who may read it."""
    form = ConfidentialityForm(found_evidence(number), actor())

    def act(found: Evidence, opened: Transaction) -> bool:
        reason = form.reason.data or ""
        return register.change_confidentiality(found, form.confidentiality.data, reason, opened.actor)

    return _acted(number, form, act, _level_page)


@blueprint.get("/withdrawal")
@policy("evidence.evidence.withdraw")
def withdrawal(number: str) -> str:
    """Show what leans on it, and ask why it is taken back."""
    found = found_evidence(number)
    return _withdrawal_page(found, ReasonForm(obj=found, formdata=None))


@blueprint.post("/withdrawal")
@policy("evidence.evidence.withdraw")
def withdraw(number: str) -> ResponseReturnValue:
    """Take it back."""
    form = ReasonForm()

    def act(found: Evidence, opened: Transaction) -> bool:
        register.withdraw(found, form.reason.data or "", opened.now)
        return True

    return _acted(number, form, act, _withdrawal_page)


@blueprint.get("/reinstatement")
@policy("evidence.evidence.withdraw")
def reinstatement(number: str) -> str:
    """Ask why it counts again."""
    found = found_evidence(number)
    return _reinstatement_page(found, ReasonForm(obj=found, formdata=None))


@blueprint.post("/reinstatement")
@policy("evidence.evidence.withdraw")
def reinstate(number: str) -> ResponseReturnValue:
    """Let it count again."""
    form = ReasonForm()

    def act(found: Evidence, _: Transaction) -> bool:
        register.reinstate(found, form.reason.data or "")
        return True

    return _acted(number, form, act, _reinstatement_page)


def _acted(
    number: str,
    form: ChangeForm,
    act: Callable[[Evidence, Transaction], bool],
    page: Callable[[Evidence, ChangeForm], str],
) -> ResponseReturnValue:
    def carry_out(opened: Transaction) -> bool:
        found = found_evidence(number)
        form.require_version_of(found)
        return act(found, opened)

    changed = carried_out(form, carry_out)
    if changed is None:
        return page(found_evidence(number), form), form.status
    if not changed:
        flash(_SAME)
    return redirect(url_for("evidence.show", number=number), 303)


def _owner_page(found: Evidence, form: ChangeForm) -> str:
    lead = "The owner is told before it expires. Whoever owns it reads it, however confidential it is."
    return act_page(found, form, "Hand over", "Hand over", lead)


def _level_page(found: Evidence, form: ChangeForm) -> str:
    lead = "You can choose what you could still read afterwards."
    return act_page(found, form, "Change the confidentiality", "Save", lead)


def _withdrawal_page(found: Evidence, form: ChangeForm) -> str:
    leaning = dependents.leaning_on([found.id])[found.id]
    lead = "Nothing counts for it any more; it stays readable with every version, and may be reinstated."
    return act_page(found, form, "Withdraw", "Withdraw", lead, leaning)


def _reinstatement_page(found: Evidence, form: ChangeForm) -> str:
    return act_page(found, form, "Reinstate", "Reinstate", "It counts again from now on, by its own dates.")
