"""The score of one area: each answer's value, discounted by the evidence behind it, weighed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.content.risk_model import RiskModel
from app.qualification.rules.figures import total


@dataclass(frozen=True)
class WeighedAnswer:
    """An answer that counts: not hidden, and not excluded as not applicable. Unanswered has the value 0."""

    question: str
    weight: int
    value: Decimal
    evidence: str
    is_stale: bool


@dataclass(frozen=True)
class AnswerLine:
    """weight x value x confidence = points."""

    answer: WeighedAnswer
    confidence: Decimal
    points: Decimal


@dataclass(frozen=True)
class AreaScore:
    """The points of ``lines`` add up to ``points``; points / weight is the score (None when no answer counts)."""

    lines: tuple[AnswerLine, ...]
    points: Decimal
    weight: int
    score: Decimal | None


def area_score(answers: Sequence[WeighedAnswer], model: RiskModel) -> AreaScore:
    """Score one area."""
    lines = tuple(_line(answer, model) for answer in answers)
    points, weight = total(line.points for line in lines), sum(answer.weight for answer in answers)
    return AreaScore(lines, points, weight, points / weight if weight else None)


def _line(answer: WeighedAnswer, model: RiskModel) -> AnswerLine:
    confidence = model.evidence[answer.evidence].confidence
    if answer.is_stale:
        confidence *= model.stale_factor
    return AnswerLine(answer, confidence, answer.weight * answer.value * confidence)
