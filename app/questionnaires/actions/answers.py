"""Saving answers: one row of the journal for each save, compared with what its writer had seen.

No regulated row changes but for the first save of a request, so saving queues for no event of the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base import canonical
from app.base.db import db
from app.content.questions import Question
from app.questionnaires.actions.refused import NotNow, Overtaken
from app.questionnaires.models import AnswerSave, Request, Respondent
from app.questionnaires.queries.answers import newest_save
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.bodies import body_of
from app.records.moves import move


@dataclass(frozen=True)
class Given:
    """An answer as somebody gives it: to which question, and after which revision they had seen."""

    question: Question
    answer: Answer
    seen: int


def save_answer(given: Given, respondent: Respondent, now: datetime) -> AnswerSave:
    """Write an answer into the journal. The same answer again is the save that stands already.

    Raises NotNow when the question may not be answered by this person now, Overtaken when somebody else answered since.
    """
    request, question = respondent.request, given.question.id
    require_answerable(respondent, given.question)
    body, newest = body_of(given.answer), newest_save(request, question)
    if newest is not None and newest.body == body:
        return newest
    if (newest.rev if newest else 0) != given.seen:
        who = newest.respondent.name if newest else "Nobody"
        raise Overtaken(("", f"{who} answered {question} while you had it open. Both answers are below; choose one."))
    save = AnswerSave(
        request_id=request.id,
        question=question,
        rev=given.seen + 1,
        respondent_id=respondent.id,
        body=body,
        sha256=canonical.sha256(body),
        is_blank=given.answer.is_blank,
        at=now,
    )
    db.session.add(save)
    begin(request)
    db.session.flush()
    return save


def require_answerable(respondent: Respondent, question: Question) -> None:
    """Refuse what this person may not answer now. Raises NotNow."""
    request = respondent.request
    if not request.is_answered_now:
        raise NotNow(("", f"{request.number} is {request.state}, so its answers cannot be changed now."))
    if question.id not in request.may_answer:
        raise NotNow(("", f"{question.id} was not returned to you, so its answer stands as it is."))
    if not sees(respondent, question):
        raise NotNow(("", f"{question.id} belongs to an area that you were not asked about."))


def sees(respondent: Respondent, question: Question) -> bool:
    """Tell whether a question is this person's: a lead's are all of them, a colleague's those of one area."""
    return respondent.is_lead or respondent.area == question.area


def may_change(respondent: Respondent, questions: Sequence[Question]) -> set[str]:
    """Return the questions whose answers this person may change now."""
    request = respondent.request
    if not request.is_answered_now:
        return set()
    allowed = set(request.may_answer)
    return {one.id for one in questions if one.id in allowed and sees(respondent, one)}


def begin(request: Request) -> None:
    """Put on record that the supplier has begun to answer."""
    if request.state == "sent":
        move(request, "begin", "questionnaires.request.begun")
