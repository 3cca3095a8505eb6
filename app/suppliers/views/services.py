"""Services: list, registration under a supplier, page with facts, workflows, tier and panels, change."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.suppliers import blockers, queries
from app.suppliers.actions import services as actions
from app.suppliers.forms.services import ServiceChangeForm, ServiceForm
from app.suppliers.models import Service
from app.suppliers.panels import service_page
from app.suppliers.rules.facts import KINDS
from app.suppliers.views.around import history_context
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("services", __name__, url_prefix="/services")
under_supplier = Blueprint("supplier_services", __name__, url_prefix="/suppliers/<number('SUP'):number>/services")


@blueprint.get("")
@policy("suppliers.service.read")
def index() -> ResponseReturnValue:
    """Show the list."""
    return list_page(queries.SERVICES, queries.service_list(), "suppliers/services/index.html")


@under_supplier.get("/new")
@policy("suppliers.service.edit")
def new(number: str) -> ResponseReturnValue:
    """Show the form of a new service."""
    supplier = queries.supplier(number) or abort(404)
    return render_template("suppliers/services/new.html", supplier=supplier, form=ServiceForm())


@under_supplier.post("")
@policy("suppliers.service.edit")
def create(number: str) -> ResponseReturnValue:
    """Register a service."""
    supplier = queries.supplier(number) or abort(404)
    form = ServiceForm()
    service = carried_out(form, lambda _: actions.register_service(supplier, form.details))
    if service is None:
        return render_template("suppliers/services/new.html", supplier=supplier, form=form), 422
    return redirect(url_for("services.show", number=service.number), 303)


@blueprint.get("/<number('SVC'):number>")
@policy("suppliers.service.read")
def show(number: str) -> ResponseReturnValue:
    """Show one service with everything that is known about it."""
    service = _found(number)
    facts = queries.facts_of(service)
    return render_template(
        "suppliers/services/show.html",
        service=service,
        kinds=[(kind, [one for one in facts if one.kind == kind.code and one.is_in_force]) for kind in KINDS],
        withdrawn=[one for one in facts if not one.is_in_force],
        workflows=queries.workflows_of(service),
        choices=queries.choices_of(service),
        may_choose=service.is_active and not blockers.told_of_tiers(service),
        panels=service_page.panels(),
        **history_context(service),
    )


@blueprint.get("/<number('SVC'):number>/edit")
@policy("suppliers.service.edit")
def edit(number: str) -> ResponseReturnValue:
    """Show the form of a change."""
    service = _found(number)
    return render_template("suppliers/services/edit.html", service=service, form=ServiceChangeForm(service))


@blueprint.post("/<number('SVC'):number>")
@policy("suppliers.service.edit")
def update(number: str) -> ResponseReturnValue:
    """Change a service; the same values leave no trace."""
    service = _found(number)
    form = ServiceChangeForm(service)

    def change(_: object) -> bool:
        form.require_version_of(service)
        return actions.change_service(service, form.details, form.reason.data or "")

    changed = carried_out(form, change)
    if changed is None:
        return render_template("suppliers/services/edit.html", service=service, form=form), form.status
    flash("Saved." if changed else "Nothing differed from the record, so nothing was saved.")
    return redirect(url_for(".show", number=number), 303)


def _found(number: str) -> Service:
    return queries.service(number) or abort(404)
