"""Reviewing what a supplier answered: judging, remarks, who reviews, returning what is in doubt, closing."""

from datetime import date, datetime

from app.base.db import db
from app.people import queries as people
from app.people.models import Person
from app.questionnaires.actions.refused import NotNow, RequestRefused, refuse_if
from app.questionnaires.actions.requests import end_of
from app.questionnaires.actions.scores import keep_score
from app.questionnaires.models import AnswerRemark, AreaReviewer, Judgement, Request
from app.questionnaires.queries.reviews import Review, review_of
from app.questionnaires.rules.judgements import OPEN, OVERTAKEN, RETURNED, Judged, problems
from app.records import trail
from app.records.actor import Actor
from app.records.moves import move

REMARKS = {"clarification": "Clarification: the supplier reads it", "note": "Note among ourselves"}
"""To whom something is said. The two are never the same thing."""
REVIEWERS = ("SQM", "SME", "ISEC")
"""Roles that review answers."""
_AT_WORK = ("submitted", "in_review")


def judge(request: Request, question_id: str, judged: Judged, seen: str, actor: Actor, now: datetime) -> Judgement:
    """Judge one answer. ``seen`` is the digest of the answer that the page showed.

    Raises NotNow when the request is not under review or the answer changed meanwhile, else RequestRefused.
    """
    person = _person(actor)
    review = _under_review(request)
    if question_id not in review.sheet.shown.questions:
        raise NotNow(("", f"{question_id} is not asked in {request.number}, or is hidden by another answer."))
    question = review.sheet.questionnaire[question_id]
    _require_reviewer(review, question.area, person)
    if seen != review.digest(question_id):
        raise NotNow(("", f"The answer to {question_id} is not the one that your page showed. Read it again."))
    refuse_if(problems(question, review.sheet.answer(question_id), judged))
    found = Judgement(
        request_id=request.id,
        question=question_id,
        answer_sha256=seen,
        outcome=judged.outcome,
        value=judged.value or None,
        reason=judged.reason or None,
        evidence_class=judged.evidence_class or None,
        examined=judged.examined or None,
        judged_by_id=person.id,
        judged_at=now,
    )
    db.session.add(found)
    trail.say(found, "questionnaires.judgement.given", judged.reason or None)
    if request.state == "submitted":
        move(request, "review", "questionnaires.request.review_begun")
    db.session.flush()
    return found


def remark(request: Request, question_id: str, kind: str, text: str, actor: Actor, now: datetime) -> AnswerRemark:
    """Say something about an answer: to the supplier, or among ourselves. Raises RequestRefused."""
    person = _person(actor)
    _require_open(request)
    found = []
    if question_id not in request.asked:
        found.append(("", f"{question_id} is not asked in {request.number}."))
    if kind not in REMARKS:
        found.append(("kind", "Choose whether the supplier reads it."))
    if not text.strip():
        found.append(("text", "Write what you want to say."))
    refuse_if(found)
    said = AnswerRemark(
        request_id=request.id, question=question_id, kind=kind, text=text.strip(), said_by_id=person.id, said_at=now
    )
    db.session.add(said)
    trail.say(said, "questionnaires.remark.made")
    db.session.flush()
    return said


def assign(request: Request, area: str, person: Person | None, reason: str, now: datetime) -> None:
    """Let one person review an area, or everybody who may (None). Raises RequestRefused."""
    _require_open(request)
    review = review_of(request)
    refuse_if(_assigning_problems(review, area, person))
    found = review.reviewers.get(area)
    if found is None:
        found = AreaReviewer(request_id=request.id, area=area, person_id=None, set_at=now)
        db.session.add(found)
    elif found.person_id == (person.id if person else None):
        raise RequestRefused(("person", "That is how it stands already, so nothing was changed."))
    found.person, found.set_at = person, now
    trail.say(found, "questionnaires.area_reviewer.set", reason)
    db.session.flush()


def send_back(request: Request, reason: str, due_on: date, now: datetime) -> tuple[str, ...]:
    """Return the questions in doubt to the supplier, and only these. Returns their ids; raises RequestRefused."""
    review = _under_review(request)
    doubtful = review.reviewed.named(RETURNED)
    found = []
    if not doubtful:
        found.append(("", "No answer is marked to be returned. Judge one so first."))
    if due_on < now.date():
        found.append(("due_on", "Give a day that is not past."))
    if end_of(due_on) > request.expires_at:
        last = request.expires_at.date().isoformat()
        found.append(("due_on", f"Personal links work until {last}; give an earlier day, or extend the request first."))
    refuse_if(found)
    for name in doubtful:
        _clarify(request, review.judgements[name], now)
    move(request, "return", "questionnaires.request.returned", reason)
    request.returned, request.due_on = list(doubtful), due_on
    db.session.flush()
    return doubtful


def _clarify(request: Request, judged: Judgement, now: datetime) -> None:
    """Let the supplier read why a question came back."""
    said = AnswerRemark(
        request_id=request.id,
        question=judged.question,
        kind="clarification",
        text=judged.reason or "",
        said_by_id=judged.judged_by_id,
        said_at=now,
    )
    db.session.add(said)
    trail.say(said, "questionnaires.remark.made")


def close(request: Request, conclusion: str, now: datetime) -> None:
    """End the review when every question is settled. Raises NotNow with the questions that are not."""
    review = _under_review(request)
    if not review.reviewed.is_settled:
        left = [name for name, state in review.reviewed.standings.items() if state in {OPEN, OVERTAKEN, RETURNED}]
        names = ", ".join(left[:12]) + (" …" if len(left) > 12 else "")
        raise NotNow(("", f"{len(left)} questions are not settled yet: {names}."))
    move(request, "close", "questionnaires.request.reviewed", conclusion)
    request.ended_at = now
    keep_score(review, now)
    db.session.flush()


def may_review(review: Review, area: str, person_id: int) -> bool:
    """Tell whether this person reviews an area: it is theirs, or nobody's."""
    found = review.reviewers.get(area)
    return found is None or found.person_id in {None, person_id}


def _require_reviewer(review: Review, area: str, person: Person) -> None:
    if not may_review(review, area, person.id):
        found = review.reviewers[area].person
        name = found.label if found else ""
        raise NotNow(("", f"{name} reviews this area of {review.request.number}. Ask for it, or write a note."))


def _assigning_problems(review: Review, area: str, person: Person | None) -> list[tuple[str, str]]:
    found = []
    if area not in {one.code for one in review.sheet.areas}:
        found.append(("area", f"{review.request.number} asks nothing in this area."))
    if person is not None and not set(person.actor.roles) & set(REVIEWERS):
        found.append(("person", f"{person.label} holds no role that reviews answers."))
    return found


def _under_review(request: Request) -> Review:
    if request.state not in _AT_WORK:
        state = request.state.replace("_", " ")
        raise NotNow(("", f"{request.number} is {state}; answers are reviewed once they are submitted."))
    return review_of(request)


def _require_open(request: Request) -> None:
    if request.state in {"closed", "recalled"}:
        raise NotNow(("", f"{request.number} is {request.state}, so nothing is added to it."))


def _person(actor: Actor) -> Person:
    found = people.person_of(actor)
    if found is None:
        raise RequestRefused(("", "Only a person with an account reviews answers."))
    return found
