"""Dated facts of a service: recording one, withdrawing one."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.suppliers import queries
from app.suppliers.actions import facts as actions
from app.suppliers.forms.facts import fact_form
from app.suppliers.forms.fields import ReasonForm
from app.suppliers.models import ServiceFact
from app.suppliers.rules.facts import BY_CODE
from app.web.edge import now
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("service_facts", __name__, url_prefix="/services/<number('SVC'):number>/facts")

_KIND = f"/<any({', '.join(BY_CODE)}):kind>"


@blueprint.get(f"{_KIND}/new")
@policy("suppliers.service.edit")
def new(number: str, kind: str) -> ResponseReturnValue:
    """Show the form of a fact; ``?name=`` starts from the one that is to be superseded."""
    service = queries.service(number) or abort(404)
    form = fact_form(BY_CODE[kind], data={"name": request.args.get("name", "")[:200], "as_of": now().date()})
    return render_template("suppliers/facts/new.html", service=service, kind=BY_CODE[kind], form=form)


@blueprint.post(_KIND)
@policy("suppliers.service.edit")
def create(number: str, kind: str) -> ResponseReturnValue:
    """Record a fact; the older one of the same name is withdrawn."""
    service = queries.service(number) or abort(404)
    form = fact_form(BY_CODE[kind])

    def record(opened: Transaction) -> ServiceFact:
        return actions.record_fact(service, form.details, opened.now, form.reason.data or None)

    if carried_out(form, record) is None:
        return render_template("suppliers/facts/new.html", service=service, kind=BY_CODE[kind], form=form), 422
    return redirect(url_for("services.show", number=number, _anchor="facts"), 303)


@blueprint.get("/<int:fact_id>/withdrawal")
@policy("suppliers.service.edit")
def withdrawal(number: str, fact_id: int) -> ResponseReturnValue:
    """Show what would be withdrawn."""
    fact = queries.fact(number, fact_id) or abort(404)
    return render_template("suppliers/facts/withdrawal.html", fact=fact, form=ReasonForm(obj=fact))


@blueprint.post("/<int:fact_id>/withdrawal")
@policy("suppliers.service.edit")
def withdraw(number: str, fact_id: int) -> ResponseReturnValue:
    """Withdraw a fact without a new one."""
    fact = queries.fact(number, fact_id) or abort(404)
    form = ReasonForm(obj=fact)

    def carry_out(opened: Transaction) -> bool:
        form.require_version_of(fact)
        actions.withdraw_fact(fact, form.reason.data or "", opened.now)
        return True

    if carried_out(form, carry_out) is None:
        return render_template("suppliers/facts/withdrawal.html", fact=fact, form=form), form.status
    return redirect(url_for("services.show", number=number, _anchor="facts"), 303)
