"""From judgements to a score, and the score as a text that is kept. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.content.questions import PLAIN_VALUES, Question, Questionnaire
from app.questionnaires.rules.evidence import Evidence
from app.questionnaires.rules.figures import stored
from app.questionnaires.rules.judgements import NA_ACCEPTED, SETTLED, Judged
from app.questionnaires.rules.lines import Line, Review
from app.questionnaires.rules.score import Score

Standing = Mapping[str, str]


def reviews_from(questionnaire: Questionnaire, judged: Mapping[str, Judged], standings: Standing) -> dict[str, Review]:
    """Return what reviewers said, as the score reads it. A judgement that the answer overtook says nothing."""
    return {
        name: _review(questionnaire[name], one)
        for name, one in judged.items()
        if standings.get(name) == one.outcome and one.outcome in SETTLED
    }


def _review(question: Question, judged: Judged) -> Review:
    pieces = (Evidence(judged.evidence_class),) if judged.evidence_class else ()
    return Review(_value(question, judged.value), pieces, judged.outcome == NA_ACCEPTED)


def _value(question: Question, code: str | None) -> Decimal | None:
    """Return what a reviewer's value is worth: that of the scored choice, or that of a plain answer."""
    if code is None:
        return None
    scored = question.scored_input
    chosen = {one.code: one.value for one in scored.options} if scored is not None else {}
    found = chosen.get(code)
    return PLAIN_VALUES[code] if found is None else found


def score_content(score: Score, figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the whole arithmetic as texts and whole numbers, to be kept in its canonical spelling."""
    return {
        "figures": figures,
        "effectiveness": str(stored(score.effectiveness.value)),
        "counted": str(stored(score.counted)),
        "cap": None if score.tripped.cap is None else str(score.tripped.cap),
        "knock_outs": [
            {"question": one.question, "declared": one.declared, "counts_as": one.counts_as, "reason": one.reason}
            for one in score.knock_outs
        ],
        "areas": [
            {"area": one.code, "weight": one.weight, "score": str(stored(one.score)), "points": str(one.points)}
            for one in score.effectiveness.lines
        ],
        "lines": [_line(one) for one in score.lines],
        "range": {"lowest": str(stored(score.uncertainty.lowest)), "highest": str(stored(score.uncertainty.highest))},
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "question": line.question.id,
        "state": line.state,
        "weight": line.question.weight,
        "value": str(line.worth.value),
        "reason": line.worth.reason,
        "evidence": line.belief.evidence.code,
        "is_stale": line.belief.evidence.is_stale,
        "confidence": str(line.belief.confidence),
        "points": str(line.points),
        "counts": line.counts,
    }
