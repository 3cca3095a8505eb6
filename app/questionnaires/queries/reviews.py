"""Where the review of a request stands: answers, judgements, remarks, reviewers, and what was answered last time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.questionnaires.models import AnswerRemark, AreaReviewer, Judgement, Request, Upload
from app.questionnaires.queries.answers import answers_from, questionnaire_frozen, saves_of, sheet_of, uploads_of
from app.questionnaires.rules.judgements import Reviewed, answer_digest, reviewed
from app.questionnaires.rules.sheet import Sheet


@dataclass(frozen=True)
class Review:
    """Everything that a reviewer has before them. ``judgements`` are the newest of each question."""

    request: Request
    sheet: Sheet
    uploads: Sequence[Upload]
    judgements: Mapping[str, Judgement]
    remarks: Sequence[AnswerRemark]
    reviewers: Mapping[str, AreaReviewer]

    @cached_property
    def reviewed(self) -> Reviewed:
        """How far the review is."""
        states = self.sheet.completeness.states
        order = [one.id for one in self.sheet.questionnaire.questions if one.id in states]
        newest = {name: (one.outcome, one.answer_sha256) for name, one in self.judgements.items()}
        return reviewed({name: states[name] for name in order}, {name: self.digest(name) for name in order}, newest)

    def of_area(self, code: str) -> Reviewed:
        """How far the review of one area is."""
        mine = {one.id for one in self.sheet.questionnaire.of_area(code)}
        return Reviewed({name: state for name, state in self.reviewed.standings.items() if name in mine})

    def files(self, question: str) -> list[Upload]:
        """Return the files of one question."""
        return [one for one in self.uploads if one.question == question]

    def digest(self, question: str) -> str:
        """Return what a judgement of this question binds to now."""
        return answer_digest(self.sheet.answer(question), [one.sha256 for one in self.files(question)])

    def remarks_on(self, question: str) -> list[AnswerRemark]:
        """Return what was said about one question, oldest first."""
        return [one for one in self.remarks if one.question == question]


def review_of(request: Request) -> Review:
    """Return the review of a request as it stands, in a constant number of queries."""
    saves, uploads = saves_of([request])[request.id], uploads_of([request])[request.id]
    sheet = Sheet(questionnaire_frozen(request), request.asked, answers_from(saves, uploads))
    return Review(request, sheet, uploads, newest_judgements(request), remarks_of(request), reviewers_of(request))


def newest_judgements(request: Request) -> dict[str, Judgement]:
    """Return the newest judgement of every question that was judged."""
    newest = select(func.max(Judgement.id)).where(Judgement.request_id == request.id).group_by(Judgement.question)
    query = select(Judgement).where(Judgement.id.in_(newest)).options(joinedload(Judgement.judged_by))
    return {one.question: one for one in db.session.scalars(query)}


def judgements_of(request: Request, question: str) -> Sequence[Judgement]:
    """Return every judgement of one question, newest first."""
    query = select(Judgement).where(Judgement.request_id == request.id, Judgement.question == question)
    return db.session.scalars(query.options(joinedload(Judgement.judged_by)).order_by(Judgement.id.desc())).all()


def remarks_of(request: Request) -> Sequence[AnswerRemark]:
    """Return what our own people said about the answers of a request, oldest first."""
    query = select(AnswerRemark).where(AnswerRemark.request_id == request.id)
    return db.session.scalars(query.options(joinedload(AnswerRemark.said_by)).order_by(AnswerRemark.id)).all()


def clarifications_of(request: Request) -> dict[str, list[AnswerRemark]]:
    """Return what the supplier may read of it, by question. Notes among ourselves are not even asked for."""
    query = select(AnswerRemark).where(AnswerRemark.request_id == request.id, AnswerRemark.kind == "clarification")
    found: dict[str, list[AnswerRemark]] = {}
    for one in db.session.scalars(query.order_by(AnswerRemark.id)):
        found.setdefault(one.question, []).append(one)
    return found


def reviewers_of(request: Request) -> dict[str, AreaReviewer]:
    """Return who reviews which area."""
    query = select(AreaReviewer).where(AreaReviewer.request_id == request.id).options(joinedload(AreaReviewer.person))
    return {one.area: one for one in db.session.scalars(query)}


@dataclass(frozen=True)
class LastTime:
    """The answers of the last closed request of the same service."""

    request: Request
    sheet: Sheet


def last_time(request: Request) -> LastTime | None:
    """Return the answers of the last closed request before this one, to lay them beside these."""
    query = select(Request).where(
        Request.service_id == request.service_id, Request.id < request.id, Request.state == "closed"
    )
    earlier = db.session.scalar(query.order_by(Request.id.desc()).limit(1))
    return None if earlier is None else LastTime(earlier, sheet_of(earlier))
