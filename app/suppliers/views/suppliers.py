"""Suppliers: list, registration, page, change."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.suppliers import queries
from app.suppliers.actions import suppliers as actions
from app.suppliers.forms.suppliers import SupplierChangeForm, SupplierForm
from app.suppliers.models import Supplier
from app.suppliers.panels import supplier_page
from app.suppliers.views.around import history_context
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("suppliers", __name__, url_prefix="/suppliers")


@blueprint.get("")
@policy("suppliers.supplier.read")
def index() -> ResponseReturnValue:
    """Show the list."""
    return list_page(queries.SUPPLIERS, queries.supplier_list(), "suppliers/index.html")


@blueprint.get("/new")
@policy("suppliers.supplier.edit")
def new() -> ResponseReturnValue:
    """Show the form of a new supplier."""
    return render_template("suppliers/new.html", form=SupplierForm())


@blueprint.post("")
@policy("suppliers.supplier.edit")
def create() -> ResponseReturnValue:
    """Register a supplier."""
    form = SupplierForm()
    supplier = carried_out(form, lambda _: actions.register_supplier(form.details))
    if supplier is None:
        return render_template("suppliers/new.html", form=form), 422
    return redirect(url_for(".show", number=supplier.number), 303)


@blueprint.get("/<number('SUP'):number>")
@policy("suppliers.supplier.read")
def show(number: str) -> ResponseReturnValue:
    """Show one supplier with its services and history."""
    supplier = _found(number)
    services = queries.services_of(supplier)
    return render_template(
        "suppliers/show.html",
        supplier=supplier,
        services=services,
        panels=supplier_page.panels(),
        **history_context(supplier),
    )


@blueprint.get("/<number('SUP'):number>/edit")
@policy("suppliers.supplier.edit")
def edit(number: str) -> ResponseReturnValue:
    """Show the form of a change."""
    supplier = _found(number)
    return render_template("suppliers/edit.html", supplier=supplier, form=SupplierChangeForm(supplier))


@blueprint.post("/<number('SUP'):number>")
@policy("suppliers.supplier.edit")
def update(number: str) -> ResponseReturnValue:
    """Change a supplier; the same values leave no trace."""
    supplier = _found(number)
    form = SupplierChangeForm(supplier)

    def change(_: object) -> bool:
        form.require_version_of(supplier)
        return actions.change_supplier(supplier, form.details, form.reason.data or "")

    changed = carried_out(form, change)
    if changed is None:
        return render_template("suppliers/edit.html", supplier=supplier, form=form), form.status
    flash("Saved." if changed else "Nothing differed from the record, so nothing was saved.")
    return redirect(url_for(".show", number=number), 303)


def _found(number: str) -> Supplier:
    return queries.supplier(number) or abort(404)
