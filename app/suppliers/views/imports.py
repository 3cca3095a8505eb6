"""Imports of sheets: template, upload, preview, import or discard, log."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.base.sheets import LARGEST_SHEET
from app.suppliers import queries
from app.suppliers.actions import imports as actions
from app.suppliers.forms.imports import ConfirmForm, UploadForm
from app.suppliers.models import SupplierImport
from app.suppliers.rules.sheets.example import EXAMPLE
from app.suppliers.rules.sheets.planning import Plan
from app.suppliers.views.around import history_context
from app.web.downloads import download
from app.web.edge import writing
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import table_download

blueprint = Blueprint("supplier_imports", __name__, url_prefix="/suppliers/imports")

PAGE = 200
"""Lines of a preview or a log on one page."""


@blueprint.get("")
@policy("suppliers.import.run")
def index() -> ResponseReturnValue:
    """Show the newest imports."""
    return render_template("suppliers/imports/index.html", imports=queries.recent_imports())


@blueprint.get("/template")
@policy("suppliers.import.run")
def template() -> Response:
    """Hand out the template with example rows."""
    return table_download("suppliers-template", EXAMPLE[0], EXAMPLE[1:])


@blueprint.get("/new")
@policy("suppliers.import.run")
def new() -> ResponseReturnValue:
    """Show where a file is chosen."""
    return render_template("suppliers/imports/new.html", form=UploadForm())


@blueprint.post("")
@policy("suppliers.import.run")
def create() -> ResponseReturnValue:
    """Keep the file and show its preview."""
    form = UploadForm()

    def upload(opened: Transaction) -> SupplierImport:
        content = form.file.data.stream.read(LARGEST_SHEET + 1)
        return actions.upload(form.file.data.filename or "", content, opened.actor, opened.now)

    found = carried_out(form, upload)
    if found is None:
        return render_template("suppliers/imports/new.html", form=form), 422
    return redirect(url_for(".show", number=found.number), 303)


@blueprint.get("/<number('IMP'):number>")
@policy("suppliers.import.run")
def show(number: str) -> ResponseReturnValue:
    """Show the preview while nothing was imported, the log afterwards."""
    found = _found(number)
    if found.state == "previewed":
        return _preview(found, ConfirmForm(formdata=None))
    after = _after()
    lines = queries.import_lines(found, after, PAGE + 1)
    return render_template(
        "suppliers/imports/log.html",
        found=found,
        lines_shown=lines[:PAGE],
        more_lines=lines[PAGE - 1].id if len(lines) > PAGE else None,
        **history_context(found),
    )


@blueprint.get("/<number('IMP'):number>/file")
@policy("suppliers.import.run")
def file(number: str) -> Response:
    """Hand out the file as it was uploaded."""
    found = _found(number)
    return download(actions.content_of(found), found.file_name, found.media_type)


@blueprint.post("/<number('IMP'):number>/confirmation")
@policy("suppliers.import.run")
def confirm(number: str) -> ResponseReturnValue:
    """Import exactly what the preview showed."""
    found = _found(number)
    form = ConfirmForm()

    def write(opened: Transaction) -> Plan:
        return actions.import_now(found, form.fingerprint.data or "", opened.now)

    if carried_out(form, write) is None:
        if found.state != "previewed":
            return redirect(url_for(".show", number=number), 303)
        return _preview(found, form), 409
    return redirect(url_for(".show", number=number), 303)


@blueprint.post("/<number('IMP'):number>/discarding")
@policy("suppliers.import.run")
def discard(number: str) -> ResponseReturnValue:
    """Close an import without importing."""
    found = _found(number)
    with writing() as opened:
        actions.discard(found, opened.now)
    return redirect(url_for(".index"), 303)


def _preview(found: SupplierImport, form: ConfirmForm) -> str:
    shown = actions.preview(found)
    only, after = request.args.get("only", ""), _after()
    rows = [row for row in shown.plan.rows if row.line > after and (not only or row.outcome == only)]
    form.fingerprint.data = shown.plan.fingerprint
    return render_template(
        "suppliers/imports/preview.html",
        found=found,
        plan=shown.plan,
        notes=shown.notes,
        rows=rows[:PAGE],
        more=rows[PAGE - 1].line if len(rows) > PAGE else None,
        only=only,
        form=form,
    )


def _after() -> int:
    asked = request.args.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else 0


def _found(number: str) -> SupplierImport:
    return queries.supplier_import(number) or abort(404)
