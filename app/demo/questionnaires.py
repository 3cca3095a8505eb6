"""Suppliers answer, in the story: one questionnaire was submitted months ago, one is half answered today."""

from datetime import timedelta
from itertools import islice

from app.base.db import db, transaction
from app.content.questions import Input, Question
from app.demo.stage import Stage
from app.questionnaires import definitions
from app.questionnaires.actions import colleagues, links, requests, submissions, uploads
from app.questionnaires.actions.answers import Given, save_answer
from app.questionnaires.models import Respondent
from app.questionnaires.queries import answers
from app.questionnaires.queries.sending import definition_to_send
from app.questionnaires.rules.answers import Answer, Value
from app.suppliers.models import Service

WORDS = "As described in our quality manual, chapter 4; the newest version is attached to the first question."


def one_is_submitted(stage: Stage, service: Service) -> None:
    """Sent, answered within days, submitted with a statement."""
    lead = _sent(stage, service, requests.Contact("Ana Silva", "ana.silva@supplier.example"))
    sheet = answers.sheet_of(lead.request)
    for question in sheet.questions:
        _answer(stage, lead, question)
    _attach(stage, lead, sheet.questions[0])
    while left := answers.sheet_of(lead.request).open_questions():  # an answer may have brought further questions
        for question in left:
            _answer(stage, lead, question)
    with transaction(lead.actor_in(None), stage.later(30)) as opened:
        shown = submissions.standing(lead.request).sha256
        given = submissions.Attested(lead.name, "Head of quality", is_attested=True, answers_sha256=shown)
        submissions.submit(given, lead, opened.now)


def one_is_half_answered(stage: Stage, service: Service) -> None:
    """Sent last week; the lead came in, invited a colleague for security, and answered half."""
    lead = _sent(stage, service, requests.Contact("Kei Mori", "kei.mori@supplier.example"))
    questionnaire = answers.questionnaire_frozen(lead.request)
    with transaction(lead.actor_in(None), stage.later(60)) as opened:
        links.enter(lead.links[0], None, opened.now)
        security = next(one for one in questionnaire.areas if one.code == "IS")
        colleagues.invite(lead, "Ben Ito", "ben.ito@supplier.example", security, opened.now)
    questions = answers.sheet_of(lead.request).questions
    for question in islice(questions, len(questions) // 2):
        _answer(stage, lead, question)


def _sent(stage: Stage, service: Service, contact: requests.Contact) -> Respondent:
    with stage.acting("sqm") as opened:
        due = opened.now.date() + timedelta(days=28)
        new = requests.NewRequest("initial", contact, due, due + timedelta(days=20), "Thank you for your time.")
        factors = definitions.factors_of(service)
        definition = definition_to_send(opened.now.date())
        return requests.send_request(new, service, definition, factors, opened.actor, opened.now).lead


def _answer(stage: Stage, lead: Respondent, question: Question) -> None:
    values = {one.code: value for one in question.inputs if (value := _value(one, stage))}
    with transaction(lead.actor_in(None), stage.later(1)) as opened:
        newest = answers.newest_save(lead.request, question.id)
        save_answer(Given(question, Answer(values), newest.rev if newest else 0), lead, opened.now)


def _attach(stage: Stage, lead: Respondent, question: Question) -> None:
    with transaction(lead.actor_in(None), stage.later(10)) as opened:
        manual = b"Quality manual, index\n\n1 Scope\n2 Responsibilities\n3 Development\n4 Release\n"
        uploads.add_upload(question, None, ("quality-manual-index.txt", manual, "text/plain"), lead, opened.now)
    db.session.expire_all()


def _value(one: Input, stage: Stage) -> Value:
    if one.kind == "yes_no_partial":
        return "yes"
    if one.kind == "single_choice":
        return one.options[0].code
    if one.kind == "multiple_choice":
        return (one.options[0].code,)
    if one.kind == "date":
        return (stage.today - timedelta(days=200)).isoformat()
    if one.kind == "number":
        return str(one.minimum if one.minimum is not None else 4)
    return "" if one.kind == "file" else WORDS
