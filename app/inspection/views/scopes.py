"""What an inspection covers: QA chooses it anew, and every request of the inspector is narrowed to it."""

from datetime import timedelta

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.base import narrowing
from app.inspection.actions import scopes as actions
from app.inspection.forms.inspections import ScopeForm
from app.inspection.models import Inspection
from app.inspection.queries import inspections, scopes
from app.inspection.queries.inspections import INSPECTOR
from app.inspection.rules import pages
from app.web.edge import actor, now
from app.web.forms import carried_out
from app.web.guard import PUBLIC, permission_of, policy

blueprint = Blueprint("inspection_scopes", __name__, url_prefix="/inspection/inspections/<number('INS'):number>/scope")


@blueprint.before_app_request
def narrow_unless_public() -> None:
    """Narrow also where no gate stands, as at an address that does not exist. What is public asks for nobody."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or permission_of(view) != PUBLIC:
        narrow()


def narrow() -> None:
    """Narrow what this request reads, once it is known who asks."""
    if scopes.is_known():
        return
    is_inspector = current_user.is_authenticated and INSPECTOR in current_user.roles
    scopes.keep(scopes.access_of(int(actor().id), now()) if is_inspector else None)
    if scopes.is_narrow():
        narrowing.begin()


def page_is_in_scope(endpoint: str) -> str | None:
    """Return a sentence when a page is not among those that a chosen scope opens (21 CFR 11.10(d))."""
    narrow()
    return pages.refusal(endpoint) if scopes.is_narrow() else None


PAGE_GATES = (page_is_in_scope,)


@blueprint.teardown_app_request
def widen(_problem: BaseException | None) -> None:
    """Give the connection back as it was."""
    if scopes.is_narrow():
        narrowing.end()


@blueprint.get("")
@policy("people.inspector.ask")
def edit(number: str) -> str:
    """Ask what the access shall cover, and why."""
    found = _found(number)
    scope = scopes.scope_of(found)
    chosen = [one.number for one in scope.chosen] if scope else []
    covers = None if scope is None else "whole" if scope.is_whole else "chosen"
    return _page(found, ScopeForm(formdata=None, covers=covers, numbers="\n".join(chosen)))


@blueprint.post("")
@policy("people.inspector.ask")
def choose(number: str) -> ResponseReturnValue:
    """Choose what the access covers from the inspector's very next request on."""
    form = ScopeForm()
    if not carried_out(
        form,
        lambda opened: actions.choose(_found(number), form.scope, form.reason.data or "", opened.actor, opened.now),
    ):
        return _page(_found(number), form), 422
    flash(f"The scope of {number} is chosen; it counts from the inspector's very next request on.", "success")
    return redirect(url_for("inspections.show", number=number), 303)


def banner() -> str | None:
    """Return what an inspector's access covers and until when, for every page; None for everybody else."""
    found = scopes.kept()
    if found is None:
        return None
    zone = current_app.config["QUALWARD"].timezone
    last_day = (found.ends_at - timedelta(seconds=1)).astimezone(zone).date()
    return f"Your access covers {found.covers}. It ends with {last_day.isoformat()}; each page you open is on record."


def _page(found: Inspection, form: ScopeForm) -> str:
    return render_template("inspection/inspection_scope.html", found=found, form=form)


def _found(number: str) -> Inspection:
    return inspections.inspection(number) or abort(404)
