"""Signing a statement, on a page with every item in view."""

from functools import partial

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.people.permissions import ROLES
from app.people.signing_view import sign_from_form
from app.records import signatures
from app.records.signatures import SigningRefused
from app.system.actions import statements as actions
from app.system.models import Statement
from app.system.queries import statements as queries
from app.system.rules.configuration import by_group, items_of
from app.system.rules.statements import PROFILES, STEP
from app.web.edge import actor, now
from app.web.guard import policy
from app.web.signing_form import SigningForm

blueprint = Blueprint("statement_signatures", __name__, url_prefix="/system/statements/<number('SYS'):number>")


@blueprint.get("/signatures/new")
@policy("system.statement.sign")
def new(number: str) -> ResponseReturnValue:
    """Show exactly what is signed."""
    return _page(number, SigningForm(formdata=None))


@blueprint.post("/signatures")
@policy("system.statement.sign")
def create(number: str) -> ResponseReturnValue:
    """Sign for the configuration."""
    form = SigningForm()
    try:
        sign_from_form(partial(_found, number), STEP.meaning, actions.sign, form)
    except SigningRefused as refused:
        form.refuse(refused)
        return _page(number, form), 409
    return redirect(url_for("system_statements.show", number=number), 303)


def _page(number: str, form: SigningForm) -> str:
    found = _found(number)
    _, shown = signatures.show(found, actor(), now())
    form.show(shown, STEP.meaning)
    earlier = queries.signed_statement()
    return render_template(
        "system/statements/sign.html",
        statement=found,
        groups=by_group(items_of(found.items)),
        profiles=PROFILES,
        files=queries.letter_files(found),
        changes=queries.changes_between(earlier, found) if earlier else None,
        earlier=earlier,
        form=form,
        meaning=actions.meaning(STEP.meaning),
        role=ROLES[STEP.role],
        verdict=queries.verdict(found, actor()),
        gate_reasons=signatures.gate_reasons(actor(), now()),
    )


def _found(number: str) -> Statement:
    return queries.statement(number) or abort(404)
