"""What our own people do with a request that was sent: more time, recall, links and respondents."""

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.questionnaires.actions import links
from app.questionnaires.actions import requests as actions
from app.questionnaires.forms.requests import ContactForm, ExtensionForm, RecallForm, RevocationForm
from app.questionnaires.models import Respondent, RespondentLink
from app.questionnaires.queries import requests as queries
from app.questionnaires.views.requests import back_to, found_request, link_page
from app.web.edge import writing
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("request_changes", __name__, url_prefix="/requests/<number('REQ'):number>")


@blueprint.get("/extension")
@policy("questionnaires.request.send")
def extension(number: str) -> ResponseReturnValue:
    """Ask for the new days."""
    found = found_request(number)
    form = ExtensionForm(formdata=None, obj=found)
    form.link_until.data = actions.last_day_of(found.expires_at)
    return _page("extension", number, form), 200


@blueprint.post("/extension")
@policy("questionnaires.request.send")
def extend(number: str) -> ResponseReturnValue:
    """Give the supplier more time."""
    form = ExtensionForm()

    def act(opened: Transaction) -> bool:
        found = found_request(number)
        form.require_version_of(found)
        if form.due_on.data is None or form.link_until.data is None:
            abort(400)
        actions.extend(found, form.due_on.data, form.link_until.data, form.reason.data or "", opened.now)
        return True

    return back_to(number) if carried_out(form, act) else (_page("extension", number, form), form.status)


@blueprint.get("/recall")
@policy("questionnaires.request.send")
def recall_page(number: str) -> ResponseReturnValue:
    """Ask why a request is taken back."""
    return _page("recall", number, RecallForm(formdata=None, obj=found_request(number))), 200


@blueprint.post("/recall")
@policy("questionnaires.request.send")
def recall(number: str) -> ResponseReturnValue:
    """Take the request back."""
    form = RecallForm()

    def act(opened: Transaction) -> bool:
        found = found_request(number)
        form.require_version_of(found)
        actions.recall(found, form.reason.data or "", opened.now)
        return True

    return back_to(number) if carried_out(form, act) else (_page("recall", number, form), form.status)


@blueprint.get("/respondents/new")
@policy("questionnaires.request.send")
def new_respondent(number: str) -> ResponseReturnValue:
    """Ask for a further person who answers for the whole request."""
    return _page("respondent", number, ContactForm(formdata=None)), 200


@blueprint.post("/respondents")
@policy("questionnaires.request.send")
def add_respondent(number: str) -> ResponseReturnValue:
    """Let a further person answer; their link is shown once."""
    form = ContactForm()
    found_request(number)

    def act(opened: Transaction) -> actions.Sent:
        return actions.add_lead(found_request(number), form.contact, opened.actor, opened.now)

    sent = carried_out(form, act)
    return (_page("respondent", number, form), form.status) if sent is None else link_page(sent)


@blueprint.post("/respondents/<int:respondent_id>/links")
@policy("questionnaires.request.send")
def send_again(number: str, respondent_id: int) -> ResponseReturnValue:
    """Make a new link for somebody and mail it; it is shown once."""
    _found_respondent(number, respondent_id)
    with writing() as opened:
        sent = actions.send_again(_found_respondent(number, respondent_id), opened.actor, opened.now)
    return link_page(sent)


@blueprint.get("/links/<int:link_id>/revocation")
@policy("questionnaires.request.send")
def revocation(number: str, link_id: int) -> ResponseReturnValue:
    """Ask why a link is revoked."""
    return _revocation_page(number, _found_link(number, link_id), RevocationForm(formdata=None)), 200


@blueprint.post("/links/<int:link_id>/revocation")
@policy("questionnaires.request.send")
def revoke(number: str, link_id: int) -> ResponseReturnValue:
    """End a link at once."""
    form = RevocationForm()
    _found_link(number, link_id)

    def act(opened: Transaction) -> bool:
        links.revoke_link(_found_link(number, link_id), form.reason.data or "", opened.now)
        return True

    if not carried_out(form, act):
        return _revocation_page(number, _found_link(number, link_id), form), form.status
    flash("The link is revoked. Whoever came in by it is out.", "success")
    return back_to(number)


def _found_respondent(number: str, respondent_id: int) -> Respondent:
    return queries.respondent_of(found_request(number), respondent_id) or abort(404)


def _found_link(number: str, link_id: int) -> RespondentLink:
    return queries.link_of_request(found_request(number), link_id) or abort(404)


def _page(name: str, number: str, form: object) -> str:
    found = found_request(number)
    return render_template(f"questionnaires/{name}.html", request_=found, form=form)


def _revocation_page(number: str, link: RespondentLink, form: RevocationForm) -> str:
    action = url_for(".revoke", number=number, link_id=link.id)
    return render_template(
        "questionnaires/revocation.html", request_=found_request(number), link=link, form=form, action=action
    )
