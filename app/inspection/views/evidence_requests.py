"""Requests for evidence: the inspector asks, QA or SQM answers, the inspector accepts or asks again."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.inspection.actions import evidence as actions
from app.inspection.actions.evidence import File
from app.inspection.forms.inspections import AnswerForm, BecauseForm, EvidenceForm
from app.inspection.models import EvidenceEntry, EvidenceRequest
from app.inspection.queries import inspections as queries
from app.records import attachments, removals
from app.records.attachments import Attachment
from app.web.downloads import download
from app.web.edge import actor, now
from app.web.forms import Form, carried_out
from app.web.guard import policy
from app.web.list_page import list_page
from app.web.uploads import read_upload

blueprint = Blueprint("evidence_requests", __name__, url_prefix="/inspection/evidence-requests")
_ONE = "/<number('EVR'):number>"


@blueprint.get("/")
@policy("inspection.evidence.read")
def index() -> ResponseReturnValue:
    """List the requests that this person may see."""
    return list_page(queries.request_listing(), queries.requests(actor(), now()), "inspection/evidence_requests.html")


@blueprint.get("/new")
@policy("inspection.evidence.ask")
def new() -> str:
    """Ask what the inspector wants to see."""
    return render_template("inspection/evidence_request_new.html", form=EvidenceForm(formdata=None))


@blueprint.post("/")
@policy("inspection.evidence.ask")
def create() -> ResponseReturnValue:
    """Ask for evidence."""
    form = EvidenceForm()

    def act(opened: Transaction) -> str:
        number = (form.record_number.data or "").upper() or None
        return actions.ask(form.text.data or "", number, opened.actor, opened.now).number

    number = carried_out(form, act)
    if number is None:
        return render_template("inspection/evidence_request_new.html", form=form), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.get(_ONE)
@policy("inspection.evidence.read")
def show(number: str) -> str:
    """Show a request with every answer."""
    return _page(_found(number), AnswerForm(formdata=None), BecauseForm(formdata=None))


@blueprint.post(f"{_ONE}/answers")
@policy("inspection.evidence.answer")
def answer(number: str) -> ResponseReturnValue:
    """Answer with words and files."""
    form = AnswerForm()

    def act(opened: Transaction) -> EvidenceRequest:
        given = [read_upload(one) for one in form.files.data or [] if getattr(one, "filename", "")]
        files = [File(one.name, one.content, one.media_type) for one in given]
        return actions.answer(_found(number), form.text.data or "", files, opened.actor, opened.now)

    if not carried_out(form, act):
        return _page(_found(number), form, BecauseForm(formdata=None)), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.post(f"{_ONE}/acceptance")
@policy("inspection.evidence.ask")
def accept(number: str) -> ResponseReturnValue:
    """Say that the answer is enough."""
    form = Form()
    if not carried_out(form, lambda opened: actions.accept(_found(number), opened.actor, opened.now)):
        because = BecauseForm(formdata=None)
        because.refusals += form.refusals
        return _page(_found(number), AnswerForm(formdata=None), because), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.post(f"{_ONE}/repetition")
@policy("inspection.evidence.ask")
def ask_again(number: str) -> ResponseReturnValue:
    """Say what is missing."""
    form = BecauseForm()
    if not carried_out(
        form, lambda opened: actions.ask_again(_found(number), form.reason.data or "", opened.actor, opened.now)
    ):
        return _page(_found(number), AnswerForm(formdata=None), form), 422
    return redirect(url_for(".show", number=number), 303)


@blueprint.get(f"{_ONE}/files/<int:file_id>")
@policy("inspection.evidence.read")
def file(number: str, file_id: int) -> ResponseReturnValue:
    """Hand out a file of an answer."""
    found = next((one for one in _files(_found(number)) if one.id == file_id), None) or abort(404)
    return download(removals.content(found.sha256), found.name, found.media_type)


def _files(found: EvidenceRequest) -> list[Attachment]:
    return attachments.of(EvidenceEntry.__record__, [one.id for one in found.entries])


def _page(found: EvidenceRequest, form: AnswerForm, because: BecauseForm) -> str:
    by_entry: dict[int, list[Attachment]] = {}
    for one in _files(found):
        by_entry.setdefault(one.record_id, []).append(one)
    return render_template(
        "inspection/evidence_request.html",
        found=found,
        files=by_entry,
        form=form,
        because=because,
        is_mine=str(found.asked_by_id) == actor().id,
    )


def _found(number: str) -> EvidenceRequest:
    return queries.evidence_request(number, actor(), now()) or abort(404)
