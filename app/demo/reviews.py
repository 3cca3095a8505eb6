"""A submitted questionnaire is reviewed, in the story: judged, asked back once, ended with its score kept."""

from app.base.db import db, transaction
from app.content.questions import Question
from app.demo.stage import Stage
from app.questionnaires.actions import reviews, submissions
from app.questionnaires.actions.answers import Given, save_answer
from app.questionnaires.models import Request
from app.questionnaires.queries import answers
from app.questionnaires.queries.requests import requests_of
from app.questionnaires.queries.reviews import Review, review_of
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.judgements import CHANGED, RETURNED, Judged
from app.suppliers.models import Service

CLASSES = ("E1", "E2", "E2", "E3", "E0")
"""Dealt out in turn, so that the score shows every degree of confidence."""


def one_is_reviewed(stage: Stage, service: Service) -> None:
    """Judged by the supplier quality manager, one answer returned and answered again, then ended."""
    request = requests_of(service.number)[0]
    first = review_of(request).sheet.questions[1]
    with stage.acting("sqm") as opened:
        note = "Their auditor visited in spring; ask for the report at the next review."
        reviews.remark(request, first.id, "note", note, opened.actor, opened.now)
    for number, question in enumerate(review_of(request).sheet.questions):
        _judge(stage, request, question, _judged(number, question, is_doubtful=question.id == first.id))
    with stage.acting("sqm") as opened:
        reviews.send_back(request, "One answer is left; thank you for the others.", request.due_on, opened.now)
    _answered_again(stage, request, first)
    _judge(stage, request, first, _judged(1, first, is_doubtful=False))
    with stage.acting("sqm") as opened:
        conclusion = "Answers are plausible and mostly supported; two points are for the next service review."
        reviews.close(request, conclusion, opened.now)


def _judge(stage: Stage, request: Request, question: Question, judged: Judged) -> None:
    db.session.expire_all()
    review: Review = review_of(request)
    with stage.acting("sqm") as opened:
        reviews.judge(request, question.id, judged, review.digest(question.id), opened.actor, opened.now)


def _judged(number: int, question: Question, *, is_doubtful: bool) -> Judged:
    if is_doubtful:
        return Judged(RETURNED, reason="Which procedure says so? Please name it, with its version.")
    code = CLASSES[number % len(CLASSES)]
    examined = None if code == "E0" else "Index of the quality manual, and two samples shown in a call."
    if number == 6 and question.scored_input is not None and question.scored_input.kind == "yes_no_partial":
        why = "The samples show it for releases of this year only."
        return Judged(CHANGED, "partial", why, code, examined)
    is_judged_whole = question.scored_input is None and question.weight > 0
    return Judged("accepted", "yes" if is_judged_whole else None, None, code, examined)


def _answered_again(stage: Stage, request: Request, question: Question) -> None:
    lead = request.respondents[0]
    with transaction(lead.actor_in(None), stage.later(60)) as opened:
        newest = answers.newest_save(request, question.id)
        stood = answers.sheet_of(request).answer(question.id)
        told = Answer(stood.values, None, "Procedure QP-07, version 5, effective since March.")
        save_answer(Given(question, told, newest.rev if newest else 0), lead, opened.now)
    with transaction(lead.actor_in(None), stage.later(30)) as opened:
        shown = submissions.standing(request).sha256
        given = submissions.Attested(lead.name, "Head of quality", is_attested=True, answers_sha256=shown)
        submissions.submit(given, lead, opened.now)
    db.session.expire_all()
