"""Statements: the list, a draft, its page, its file, dropping it."""

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.records import revisions
from app.system import queries as reads
from app.system.actions import statements as actions
from app.system.forms.statements import DroppingForm, StatementForm, statement_text
from app.system.models import Statement
from app.system.queries import statements as queries
from app.system.queries.configuration import configuration
from app.system.rules.configuration import by_group, items_of
from app.system.rules.statements import PROFILES
from app.system.views.around import history_context
from app.web.downloads import download
from app.web.edge import actor
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page

blueprint = Blueprint("system_statements", __name__, url_prefix="/system/statements")


@blueprint.get("")
@policy("system.page.read")
def index() -> ResponseReturnValue:
    """List every statement, newest first."""
    return list_page(queries.listing(), queries.every_statement(), "system/statements/index.html")


@blueprint.get("/new")
@policy("system.statement.draft")
def new() -> ResponseReturnValue:
    """Show the form, filled with what the statement in force says."""
    signed = queries.signed_statement()
    kept = ("deployment", "rationale", "letter_on", "letter_reference")
    return _new_page(StatementForm(formdata=None, data={name: getattr(signed, name) for name in kept if signed}))


@blueprint.post("")
@policy("system.statement.draft")
def create() -> ResponseReturnValue:
    """Freeze the configuration as a draft."""
    form = StatementForm()

    def draft(opened: Transaction) -> str:
        return actions.draft(statement_text(form), opened.actor, opened.now).number

    number = carried_out(form, draft)
    if number is None:
        return _new_page(form), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.get("/<number('SYS'):number>")
@policy("system.page.read")
def show(number: str) -> ResponseReturnValue:
    """Show one statement with everything that it froze."""
    found = _found(number)
    return render_template(
        "system/statements/show.html",
        statement=found,
        groups=by_group(items_of(found.items)),
        profiles=PROFILES,
        files=queries.letter_files(found),
        signatures=revisions.signatures_of(found),
        verdict=queries.verdict(found, actor()),
        **history_context(found),
    )


@blueprint.get("/<number('SYS'):number>/files/<int:file_id>")
@policy("system.page.read")
def file(number: str, file_id: int) -> Response:
    """Hand out the copy of the letter."""
    kept = next((one for one in queries.letter_files(_found(number)) if one.id == file_id), None) or abort(404)
    return download(reads.file_content(kept), kept.name, kept.media_type)


@blueprint.get("/<number('SYS'):number>/dropping")
@policy("system.statement.draft")
def dropping(number: str) -> ResponseReturnValue:
    """Ask why the draft is dropped."""
    return render_template(
        "system/statements/dropping.html", statement=_found(number), form=DroppingForm(formdata=None)
    )


@blueprint.post("/<number('SYS'):number>/dropping")
@policy("system.statement.draft")
def drop(number: str) -> ResponseReturnValue:
    """Close the draft unsigned."""
    _found(number)
    form = DroppingForm()

    def close(opened: Transaction) -> bool:
        actions.drop(_found(number), form.reason.data or "", opened.now)
        return True

    if carried_out(form, close) is None:
        return render_template("system/statements/dropping.html", statement=_found(number), form=form), 422
    return redirect(url_for("system.index"), 303)


def _new_page(form: StatementForm) -> str:
    return render_template("system/statements/new.html", form=form, found=configuration(), waiting=queries.open_draft())


def _found(number: str) -> Statement:
    return queries.statement(number) or abort(404)
