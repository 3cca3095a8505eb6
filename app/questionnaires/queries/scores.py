"""The score of a request: today's, and the one that was kept when its review ended."""

from datetime import date

from sqlalchemy import select

from app.base.db import db
from app.questionnaires.definitions import risk_model
from app.questionnaires.models import Judgement, Request, RequestScore
from app.questionnaires.queries.reviews import Review
from app.questionnaires.rules.figures import figures_of
from app.questionnaires.rules.judgements import Judged
from app.questionnaires.rules.score import Score, score
from app.questionnaires.rules.scoring import reviews_from


def score_of(review: Review, on: date) -> Score:
    """Return the score of a request as it stands on a day, by the risk model in force."""
    sheet = review.sheet
    judged = {name: _judged(one) for name, one in review.judgements.items()}
    reviews = reviews_from(sheet.questionnaire, judged, review.reviewed.standings)
    return score(sheet.questionnaire, sheet.asked, sheet.answers, reviews, figures_of(risk_model()), on)


def score_kept(request: Request) -> RequestScore | None:
    """Return the figures of the day on which the review ended."""
    return db.session.scalar(select(RequestScore).where(RequestScore.request_id == request.id))


def _judged(one: Judgement) -> Judged:
    return Judged(one.outcome, one.value, one.reason, one.evidence_class, one.examined)
