"""Leaving the register and coming back: one page each, with what stands in the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.records.lifecycle import Verdict
from app.suppliers import queries
from app.suppliers.actions import services, suppliers, workflows
from app.suppliers.actions.retiring import Registered
from app.suppliers.forms.fields import ReasonForm
from app.suppliers.models import Service, Supplier, Workflow
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("retirements", __name__)

_SUPPLIER = "/suppliers/<number('SUP'):number>"
_SERVICE = "/services/<number('SVC'):number>"
_WORKFLOW = "/services/<number('SVC'):service_number>/workflows/<number('WFL'):number>"


@dataclass(frozen=True)
class _Page:
    """What one of these pages is about."""

    record: Registered
    back: str
    verdict: Verdict
    is_retirement: bool

    @property
    def is_possible(self) -> bool:
        """Tell whether the record stands where this page starts from."""
        return self.record.is_active is self.is_retirement


@blueprint.get(f"{_SUPPLIER}/retirement", endpoint="supplier")
@blueprint.post(f"{_SUPPLIER}/retirement", endpoint="retire_supplier")
@policy("suppliers.supplier.retire")
def supplier_retirement(number: str) -> ResponseReturnValue:
    """Show what holds a supplier, or retire it."""
    supplier = queries.supplier(number) or abort(404)
    page = _Page(supplier, _back(supplier), suppliers.retirement_of(supplier), is_retirement=True)
    return _answer(page, lambda reason, now: suppliers.retire_supplier(supplier, reason, now))


@blueprint.get(f"{_SUPPLIER}/reactivation", endpoint="supplier_back")
@blueprint.post(f"{_SUPPLIER}/reactivation", endpoint="reactivate_supplier")
@policy("suppliers.supplier.retire")
def supplier_reactivation(number: str) -> ResponseReturnValue:
    """Bring a supplier back."""
    supplier = queries.supplier(number) or abort(404)
    page = _Page(supplier, _back(supplier), Verdict.of([]), is_retirement=False)
    return _answer(page, lambda reason, _: suppliers.reactivate_supplier(supplier, reason))


@blueprint.get(f"{_SERVICE}/retirement", endpoint="service")
@blueprint.post(f"{_SERVICE}/retirement", endpoint="retire_service")
@policy("suppliers.service.retire")
def service_retirement(number: str) -> ResponseReturnValue:
    """Show what holds a service, or retire it."""
    service = queries.service(number) or abort(404)
    page = _Page(service, _back(service), services.retirement_of(service), is_retirement=True)
    return _answer(page, lambda reason, now: services.retire_service(service, reason, now))


@blueprint.get(f"{_SERVICE}/reactivation", endpoint="service_back")
@blueprint.post(f"{_SERVICE}/reactivation", endpoint="reactivate_service")
@policy("suppliers.service.retire")
def service_reactivation(number: str) -> ResponseReturnValue:
    """Bring a service back."""
    service = queries.service(number) or abort(404)
    page = _Page(service, _back(service), services.reactivation_of(service), is_retirement=False)
    return _answer(page, lambda reason, _: services.reactivate_service(service, reason))


@blueprint.get(f"{_WORKFLOW}/retirement", endpoint="workflow")
@blueprint.post(f"{_WORKFLOW}/retirement", endpoint="retire_workflow")
@policy("suppliers.workflow.edit")
def workflow_retirement(service_number: str, number: str) -> ResponseReturnValue:
    """Retire a workflow."""
    workflow = queries.workflow(service_number, number) or abort(404)
    page = _Page(workflow, _back(workflow), Verdict.of([]), is_retirement=True)
    return _answer(page, lambda reason, now: workflows.retire_workflow(workflow, reason, now))


@blueprint.get(f"{_WORKFLOW}/reactivation", endpoint="workflow_back")
@blueprint.post(f"{_WORKFLOW}/reactivation", endpoint="reactivate_workflow")
@policy("suppliers.workflow.edit")
def workflow_reactivation(service_number: str, number: str) -> ResponseReturnValue:
    """Bring a workflow back, unconfirmed."""
    workflow = queries.workflow(service_number, number) or abort(404)
    page = _Page(workflow, _back(workflow), workflows.reactivation_of(workflow), is_retirement=False)
    return _answer(page, lambda reason, _: workflows.reactivate_workflow(workflow, reason))


def _answer(page: _Page, act: Callable[[str, datetime], None]) -> ResponseReturnValue:
    form = ReasonForm(obj=page.record)
    if request.method != "POST":
        return _drawn(page, form)

    def carry_out(opened: Transaction) -> bool:
        form.require_version_of(page.record)
        act(form.reason.data or "", opened.now)
        return True

    if carried_out(form, carry_out) is None:
        return _drawn(page, form), form.status
    return redirect(page.back, 303)


def _drawn(page: _Page, form: ReasonForm) -> str:
    return render_template("suppliers/retirement.html", page=page, form=form, action=request.path)


def _back(record: Registered) -> str:
    if isinstance(record, Supplier):
        return url_for("suppliers.show", number=record.number)
    if isinstance(record, Service):
        return url_for("services.show", number=record.number)
    if isinstance(record, Workflow):
        return url_for("workflows.show", service_number=record.service.number, number=record.number)
    raise LookupError(record.__record__)
