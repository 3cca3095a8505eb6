"""Leaver lists: template, upload, preview, confirm or discard, log."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.actions import leaver_lists as actions
from app.access.forms.leavers import ConfirmForm, UploadForm
from app.access.models import LeaverList
from app.access.queries import leavers as queries
from app.access.rules.leavers import COLUMNS, OUTCOMES, Plan
from app.base.db import Transaction
from app.base.sheets import LARGEST_SHEET
from app.web.downloads import download
from app.web.edge import actor, now, writing
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import table_download

blueprint = Blueprint("leaver_lists", __name__, url_prefix="/leaver-lists")

PAGE = 200
"""Lines of a preview or a log on one page."""

EXAMPLE = (("nora.lind", "2026-11-30", "HR 4711"), ("sam.quinn@example.org", "2026-12-31", ""))


@blueprint.get("")
@policy("access.leaver.read")
def index() -> ResponseReturnValue:
    """Show who is expected to leave, and the newest lists."""
    return render_template("access/leavers/index.html", leaving=queries.leaving(), lists_=queries.recent_lists())


@blueprint.get("/template")
@policy("access.leaver.import")
def template() -> Response:
    """Hand out the template with example rows."""
    return table_download("leavers-template", COLUMNS, EXAMPLE)


@blueprint.get("/new")
@policy("access.leaver.import")
def new() -> ResponseReturnValue:
    """Show where a file is chosen."""
    return render_template("access/leavers/new.html", form=UploadForm(formdata=None))


@blueprint.post("")
@policy("access.leaver.import")
def create() -> ResponseReturnValue:
    """Keep the file and show its preview."""
    form = UploadForm()

    def upload(opened: Transaction) -> LeaverList:
        content = form.file.data.stream.read(LARGEST_SHEET + 1)
        return actions.upload(form.file.data.filename or "", content, opened.actor, opened.now)

    made = carried_out(form, upload)
    if made is None:
        return render_template("access/leavers/new.html", form=form), form.status
    return redirect(url_for(".show", number=made.number), 303)


@blueprint.get("/<number('LVL'):number>")
@policy("access.leaver.read")
def show(number: str) -> ResponseReturnValue:
    """Show the preview while nothing was done, the log afterwards."""
    found = _found(number)
    if found.state == "previewed":
        return _preview(found, ConfirmForm(formdata=None))
    lines = queries.lines_of(found, _after(), PAGE + 1)
    more = lines[PAGE - 1].id if len(lines) > PAGE else None
    return render_template("access/leavers/log.html", found=found, rows=lines[:PAGE], more=more, words=OUTCOMES)


@blueprint.get("/<number('LVL'):number>/file")
@policy("access.leaver.read")
def file(number: str) -> Response:
    """Hand out the file as it was uploaded."""
    found = _found(number)
    return download(actions.content_of(found), found.file_name, found.media_type)


@blueprint.post("/<number('LVL'):number>/confirmation")
@policy("access.leaver.import")
def confirm(number: str) -> ResponseReturnValue:
    """Do exactly what the preview showed."""
    form = ConfirmForm()
    _found(number)

    def carry_out(opened: Transaction) -> Plan:
        return actions.confirm(_found(number), form.fingerprint.data or "", opened.actor, opened.now)

    if carried_out(form, carry_out) is None and _found(number).state == "previewed":
        return _preview(_found(number), form), form.status
    return redirect(url_for(".show", number=number), 303)


@blueprint.post("/<number('LVL'):number>/discarding")
@policy("access.leaver.import")
def discard(number: str) -> ResponseReturnValue:
    """Close a list without touching any account."""
    _found(number)
    with writing() as opened:
        actions.discard(_found(number), opened.now)
    return redirect(url_for(".index"), 303)


def _preview(found: LeaverList, form: ConfirmForm) -> str:
    plan = actions.preview(found, actor(), now())
    after = _after()
    rows = [line for line in plan.lines if line.line > after]
    form.fingerprint.data = plan.fingerprint
    return render_template(
        "access/leavers/preview.html",
        found=found,
        plan=plan,
        rows=rows[:PAGE],
        more=rows[PAGE - 1].line if len(rows) > PAGE else None,
        words=OUTCOMES,
        form=form,
    )


def _after() -> int:
    asked = request.args.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else 0


def _found(number: str) -> LeaverList:
    return queries.leaver_list(number) or abort(404)
