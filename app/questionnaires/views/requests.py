"""Requests: the list, what will be asked, sending, the page of one with its answers and files."""

from dataclasses import replace

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction, db
from app.notices.door import address_of, is_mail_on
from app.questionnaires import definitions
from app.questionnaires.actions import requests as actions
from app.questionnaires.forms.requests import RequestForm
from app.questionnaires.models import Request
from app.questionnaires.queries import answers, request_lists
from app.questionnaires.queries import requests as queries
from app.questionnaires.queries.sending import definition_to_send
from app.questionnaires.rules.conditions import asked
from app.questionnaires.rules.days import DUE_AFTER, after_working_days
from app.questionnaires.rules.links import LATER_THAN_DUE
from app.questionnaires.views.answer_sheets import answer_rows
from app.records import kernel
from app.suppliers import queries as register
from app.suppliers.models import Service
from app.suppliers.queries.history import history_of
from app.web.downloads import download
from app.web.edge import now
from app.web.forms import carried_out
from app.web.guard import policy
from app.web.list_page import list_page, table_download

blueprint = Blueprint("requests", __name__)


@blueprint.get("/requests")
@policy("questionnaires.request.read")
def index() -> ResponseReturnValue:
    """List the requests, what is due first."""
    return list_page(request_lists.requests_listing(), request_lists.request_list(), "questionnaires/index.html")


@blueprint.get("/services/<number('SVC'):number>/requests")
@policy("questionnaires.request.read")
def of_service(number: str) -> str:
    """Show the requests about one service; also a panel of its page."""
    found = found_service(number)
    return render_template(
        "questionnaires/of_service.html", service=found, requests=queries.requests_of(number), kinds=definitions.KINDS
    )


@blueprint.get("/services/<number('SVC'):number>/requests/new")
@policy("questionnaires.request.send")
def new(number: str) -> ResponseReturnValue:
    """Show what would be asked about a service, and why, and ask for whom and until when."""
    form = RequestForm(formdata=None)
    form.due_on.data = after_working_days(now().date(), DUE_AFTER)
    form.link_until.data = form.due_on.data + LATER_THAN_DUE
    return _new_page(form, found_service(number)), 200


@blueprint.post("/services/<number('SVC'):number>/requests")
@policy("questionnaires.request.send")
def create(number: str) -> ResponseReturnValue:
    """Send the request. The personal link is shown on this one page and nowhere again."""
    form = RequestForm()

    def send(opened: Transaction) -> actions.Sent:
        service, definition = found_service(number), definition_to_send(opened.now.date())
        factors = definitions.factors_of(service)
        return actions.send_request(form.wanted, service, definition, factors, opened.actor, opened.now)

    found_service(number)
    sent = carried_out(form, send)
    return (_new_page(form, found_service(number)), form.status) if sent is None else link_page(sent)


@blueprint.get("/requests/<number('REQ'):number>")
@policy("questionnaires.request.read")
def show(number: str) -> str:
    """Show a request: who answers, how far it is, what happened."""
    found = found_request(number)
    sheet = answers.sheet_of(found)
    events = [
        replace(one, changes=tuple(told for told in one.changes if told[0] in _TOLD)) for one in history_of(found)[0]
    ]
    return render_template(
        "questionnaires/show.html",
        request_=found,
        sheet=sheet,
        respondents=queries.respondents_of(found),
        submissions=queries.submissions_of(found),
        kinds=definitions.KINDS,
        is_mail_on=is_mail_on(),
        events=events,
    )


@blueprint.get("/requests/<number('REQ'):number>/answers")
@policy("questionnaires.request.read")
def show_answers(number: str) -> ResponseReturnValue:
    """Show every answer as it stands, also as CSV or workbook."""
    found = found_request(number)
    page = answer_rows(found)
    if page.wants_table:
        return table_download(f"{number}-answers", page.HEADING, page.table())
    return render_template("questionnaires/answers.html", request_=found, page=page)


@blueprint.get("/requests/<number('REQ'):number>/files/<int:file_id>")
@policy("questionnaires.request.read")
def file(number: str, file_id: int) -> Response:
    """Hand out a file of an answer."""
    found = answers.upload_of(found_request(number), file_id) or abort(404)
    return download(kernel.of(db.session()).files.read(found.sha256), found.name, found.media_type)


_TOLD = frozenset({"state", "due on", "expires at", "kind", "tier", "message", "title"})
"""What the history on the page repeats of a request; everything stands in its audit trail."""


def link_page(sent: actions.Sent) -> ResponseReturnValue:
    """Show a personal link, once."""
    link = address_of(f"/respond/{sent.token}")
    return render_template("questionnaires/link.html", sent=sent, link=link, is_mail_on=is_mail_on())


def found_request(number: str) -> Request:
    """Return the request of a number in an address; 404 when there is none."""
    return queries.request_numbered(number) or abort(404)


def found_service(number: str) -> Service:
    """Return the service of a number in an address; 404 when there is none."""
    return register.service(number) or abort(404)


def back_to(number: str) -> ResponseReturnValue:
    """Return to the page of a request."""
    return redirect(url_for("requests.show", number=number), 303)


def _new_page(form: RequestForm, service: Service) -> str:
    definition = definition_to_send(now().date())
    questionnaire = definition.questionnaire
    chosen = asked(questionnaire, service.tier or definitions.UNTIERED, definitions.factors_of(service))
    return render_template(
        "questionnaires/new.html",
        form=form,
        service=service,
        questionnaire=questionnaire,
        definition=definition,
        reasons={one.id: one.reason for one in chosen},
        is_mail_on=is_mail_on(),
    )
