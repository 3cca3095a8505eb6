"""Submitting, taking a submission back, and colleagues for single areas: the lead's pages."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.notices.door import address_of, is_mail_on
from app.questionnaires import definitions
from app.questionnaires.actions import colleagues, links, submissions
from app.questionnaires.forms.responses import ColleagueForm, SubmissionForm, TakingBackForm
from app.questionnaires.models import Respondent
from app.questionnaires.queries import answers
from app.questionnaires.queries import requests as queries
from app.questionnaires.views import entrance
from app.web.forms import carried_out
from app.web.guard import RESPONDENT, policy

blueprint = Blueprint("submissions", __name__, url_prefix="/responses/<number('REQ'):number>")


@blueprint.get("/submissions/new")
@policy(RESPONDENT)
def new(number: str) -> ResponseReturnValue:  # noqa: ARG001 - the door compared it
    """Show what is missing, and what is attested."""
    who = _lead()
    form = SubmissionForm(formdata=None)
    form.name.data = who.name
    return _submission_page(form, who), 200


@blueprint.post("/submissions")
@policy(RESPONDENT)
def create(number: str) -> ResponseReturnValue:
    """Submit the answers as they were shown."""
    form = SubmissionForm()
    _lead()

    def act(opened: Transaction) -> bool:
        given = submissions.Attested(
            form.name.data or "", form.title.data or "", bool(form.attested.data), form.answers_sha256.data or ""
        )
        submissions.submit(given, entrance.respondent(), opened.now)
        return True

    if not carried_out(form, act, entrance.answering):
        return _submission_page(form, _lead()), form.status
    flash("Your answers are submitted. You can download your copy below.", "success")
    return redirect(url_for("responses.copy", number=number), 303)


@blueprint.get("/withdrawal")
@policy(RESPONDENT)
def withdrawal(number: str) -> ResponseReturnValue:  # noqa: ARG001 - the door compared it
    """Ask why a submission is taken back."""
    return _withdrawal_page(TakingBackForm(formdata=None)), 200


@blueprint.post("/withdrawal")
@policy(RESPONDENT)
def withdraw(number: str) -> ResponseReturnValue:
    """Take the submission back to amend it."""
    form = TakingBackForm()
    _lead()

    def act(opened: Transaction) -> bool:
        submissions.withdraw(entrance.respondent(), form.reason.data or "", opened.now)
        return True

    if not carried_out(form, act, entrance.answering):
        return _withdrawal_page(form), form.status
    flash("Your submission is taken back. Amend your answers, then submit them again.", "success")
    return redirect(url_for("responses.show", number=number), 303)


@blueprint.get("/colleagues")
@policy(RESPONDENT)
def people(number: str) -> ResponseReturnValue:  # noqa: ARG001 - the door compared it
    """Show the colleagues and ask for another one."""
    return _colleagues_page(ColleagueForm(formdata=None)), 200


@blueprint.post("/colleagues")
@policy(RESPONDENT)
def invite(number: str) -> ResponseReturnValue:  # noqa: ARG001 - the door compared it
    """Give a colleague a link of their own; it is shown on this one page."""
    form = ColleagueForm()
    who = _lead()
    areas = answers.sheet_of(who.request).areas
    form.offer(areas)

    def act(opened: Transaction) -> colleagues.Invited:
        area = next(one for one in areas if one.code == form.area.data)
        return colleagues.invite(entrance.respondent(), form.name.data or "", form.email.data or "", area, opened.now)

    invited = carried_out(form, act, entrance.answering)
    if invited is None:
        return _colleagues_page(form), form.status
    return render_template(
        "questionnaires/respond/link.html",
        request_=who.request,
        who=who,
        invited=invited,
        link=address_of(f"/respond/{invited.token}"),
    )


@blueprint.post("/colleagues/<int:respondent_id>/revocation")
@policy(RESPONDENT)
def revoke(number: str, respondent_id: int) -> ResponseReturnValue:
    """Take a colleague's access away; what they answered stays."""
    _colleague(respondent_id)
    with entrance.answering() as opened:
        links.revoke_respondent(_colleague(respondent_id), "Taken away by the lead.", opened.now)
    flash("The colleague's link does not work any more. Their answers are kept.", "success")
    return redirect(url_for(".people", number=number), 303)


def _lead() -> Respondent:
    """Return who asks when they answer for the whole request; a colleague's pages end here."""
    who = entrance.respondent()
    if not who.is_lead:
        abort(403, "Only who answers for the whole request does this. Tell them when your area is ready.")
    return who


def _colleague(respondent_id: int) -> Respondent:
    found = queries.respondent_of(_lead().request, respondent_id)
    return found if found is not None and found.role == "colleague" else abort(404)


def _submission_page(form: SubmissionForm, who: Respondent) -> str:
    found = submissions.standing(who.request)
    form.answers_sha256.data = found.sha256
    return render_template(
        "questionnaires/respond/submission.html",
        form=form,
        request_=who.request,
        who=who,
        standing=found,
        attestation=definitions.attestation(),
    )


def _withdrawal_page(form: TakingBackForm) -> str:
    who = _lead()
    return render_template("questionnaires/respond/withdrawal.html", form=form, request_=who.request, who=who)


def _colleagues_page(form: ColleagueForm) -> str:
    who = _lead()
    areas = answers.sheet_of(who.request).areas
    form.offer(areas)
    return render_template(
        "questionnaires/respond/colleagues.html",
        form=form,
        request_=who.request,
        who=who,
        colleagues=queries.colleagues_of(who),
        names={one.code: one.name for one in areas},
        is_mail_on=is_mail_on(),
    )
