"""Record types: what is regulated here, how long it is kept, and which version of the registry QA put in force."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.records import revisions
from app.system.actions import registries as actions
from app.system.forms.registries import RegistryForm
from app.system.forms.statements import DroppingForm
from app.system.models import RegistryVersion
from app.system.queries import registries as queries
from app.system.rules import registry as rules
from app.system.views import signing
from app.system.views.around import history_context
from app.web.edge import actor
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.signing_form import SigningForm

blueprint = Blueprint("record_types", __name__, url_prefix="/system/record-types")


@blueprint.get("")
@policy("system.page.read")
def index() -> str:
    """Show the registry in force; before there is one, the shipped default."""
    present, shipped = queries.in_force(), queries.shipped()
    shown = queries.registry_of(present) if present else shipped
    return render_template(
        "system/record_types/index.html",
        present=present,
        registry=shown,
        new=rules.changes(shown, shipped) if present else [],
        waiting=queries.open_draft(),
        versions=queries.registry_versions(),
    )


@blueprint.get("/versions/new")
@policy("system.registry.draft")
def new() -> str:
    """Show what would be put in force."""
    return _new_page(RegistryForm(formdata=None))


@blueprint.post("/versions")
@policy("system.registry.draft")
def create() -> ResponseReturnValue:
    """Freeze the shipped registry as a draft."""
    form = RegistryForm()
    number = carried_out(form, lambda opened: _drafted(form, opened.actor, opened.now))
    if number is None:
        return _new_page(form), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.get("/versions/<number('RTR'):number>")
@policy("system.page.read")
def show(number: str) -> str:
    """Show one registry, what it changed, and its signature."""
    found, present = _found(number), queries.in_force()
    return render_template(
        "system/record_types/show.html",
        signatures=revisions.signatures_of(found),
        verdict=queries.verdict(found, present, actor()),
        **history_context(found),
        **_context(found, present),
    )


@blueprint.get("/versions/<number('RTR'):number>/signatures/new")
@policy("system.registry.sign")
def new_signature(number: str) -> str:
    """Show exactly what is signed."""
    return signing.page(_signing(number), SigningForm(formdata=None))


@blueprint.post("/versions/<number('RTR'):number>/signatures")
@policy("system.registry.sign")
def add_signature(number: str) -> ResponseReturnValue:
    """Put the registry in force."""
    return signing.answer(partial(_signing, number), SigningForm(), actions.sign)


@blueprint.get("/versions/<number('RTR'):number>/dropping")
@policy("system.registry.draft")
def dropping(number: str) -> str:
    """Ask why the draft is dropped."""
    return _dropping_page(number, DroppingForm(formdata=None))


@blueprint.post("/versions/<number('RTR'):number>/dropping")
@policy("system.registry.draft")
def drop(number: str) -> ResponseReturnValue:
    """Close the draft unsigned."""
    _found(number)
    form = DroppingForm()
    if carried_out(form, lambda opened: _dropped(number, form, opened.now)) is None:
        return _dropping_page(number, form), 422
    return redirect(url_for(".index"), 303)


def _drafted(form: RegistryForm, who: Any, at: Any) -> str:
    return actions.draft(form.comment.data or "", who, at).number


def _dropped(number: str, form: DroppingForm, at: Any) -> bool:
    actions.drop(_found(number), form.reason.data or "", at)
    return True


def _new_page(form: RegistryForm) -> str:
    present, shipped = queries.in_force(), queries.shipped()
    return render_template(
        "system/record_types/new.html",
        form=form,
        registry=shipped,
        changed=rules.changes(queries.registry_of(present) if present else None, shipped),
        faults=queries.faults(shipped, present),
    )


def _dropping_page(number: str, form: DroppingForm) -> str:
    return render_template("system/record_types/dropping.html", registry_version=_found(number), form=form)


def _signing(number: str) -> signing.Signing:
    found, present = _found(number), queries.in_force()
    return signing.Signing(
        record=found,
        load=partial(_found, number),
        step=queries.STEP,
        verdict=queries.verdict(found, present, actor()),
        facts="system/record_types/facts.html",
        action=url_for(".add_signature", number=number),
        back=url_for(".show", number=number),
        context=_context(found, present),
    )


def _context(found: RegistryVersion, present: RegistryVersion | None) -> dict[str, Any]:
    """Return what the page and the signing page both show. A decided registry was compared when it was signed."""
    registry = queries.registry_of(found)
    is_draft = found.state == "draft"
    changed = rules.changes(queries.registry_of(present) if present else None, registry) if is_draft else []
    return {"registry": registry, "changed": changed, "registry_version": found}


def _found(number: str) -> RegistryVersion:
    return queries.registry_version(number) or abort(404)
