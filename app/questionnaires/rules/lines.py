"""weight x value x confidence = points, for every question that is asked.

State, one of five things that are never mixed up:
answered | unanswered: counts with 0 | undecided: hidden only because the question that decides about it is blank, so it
counts like unanswered | not_applicable: claimed and accepted, left out | hidden: another answer rules it out, left out

A claim that a question does not apply counts as unanswered until a reviewer accepts it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.content.questions import Question, Questionnaire
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.conditions import Answers, shown
from app.questionnaires.rules.evidence import Belief, Evidence, belief
from app.questionnaires.rules.figures import NO_EVIDENCE, ScoreFigures, stored
from app.questionnaires.rules.values import NOTHING, Worth, worth

ANSWERED, UNANSWERED, UNDECIDED = "answered", "unanswered", "undecided"
NOT_APPLICABLE, HIDDEN = "not_applicable", "hidden"
_BLANK = Answer()


@dataclass(frozen=True)
class Review:
    """What a reviewer said about one answer: its value where it differs or was open, its evidence, a claim accepted."""

    value: Decimal | None = None
    evidence: tuple[Evidence, ...] = ()
    accepts_not_applicable: bool = False

    def __post_init__(self) -> None:
        if self.value is not None and not 0 <= self.value <= 1:
            raise ValueError(f"A reviewer's value of {self.value} is not possible; values run from 0 to 1.")


_UNREVIEWED = Review()


@dataclass(frozen=True)
class Line:
    """One question in the arithmetic. What is left out has no points and no part in the denominator."""

    question: Question
    state: str
    worth: Worth
    belief: Belief
    points: Decimal = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", stored(self.question.weight * self.worth.value * self.belief.confidence))

    @property
    def counts(self) -> bool:
        """Tell whether the question stands in the denominator of its area."""
        return self.question.weight > 0 and self.state not in (NOT_APPLICABLE, HIDDEN)

    @property
    def best_points(self) -> Decimal:
        """Return what the answer would be worth if it were believed without reserve."""
        return stored(self.question.weight * self.worth.value)

    @property
    def is_unverified(self) -> bool:
        """Tell whether nothing but the supplier's word stands for it. An honest *no* needs no proof."""
        return self.worth.value > 0 and self.belief.evidence.code == NO_EVIDENCE


def lines(
    questionnaire: Questionnaire,
    asked_ids: Collection[str],
    answers: Answers,
    reviews: Mapping[str, Review],
    figures: ScoreFigures,
    on: date,
) -> tuple[Line, ...]:
    """Return one line for each question that is asked, in order."""
    counted = {name: _as_counted(one, reviews.get(name, _UNREVIEWED)) for name, one in answers.items()}
    seen = shown(questionnaire, asked_ids, counted)
    ids = frozenset(asked_ids)
    return tuple(
        _line(one, _state(one, seen.hidden, seen.undecided), counted, reviews, figures, on)
        for one in questionnaire.questions
        if one.id in ids
    )


def _as_counted(answer: Answer, review: Review) -> Answer:
    """A claim that is not accepted is as if nothing stood there."""
    return _BLANK if answer.not_applicable is not None and not review.accepts_not_applicable else answer


def _state(question: Question, hidden: Mapping[str, str], undecided: Collection[str]) -> str:
    if question.id in undecided:
        return UNDECIDED
    return HIDDEN if question.id in hidden else ANSWERED


def _line(
    question: Question,
    state: str,
    answers: Answers,
    reviews: Mapping[str, Review],
    figures: ScoreFigures,
    on: date,
) -> Line:
    answer, review = answers.get(question.id, _BLANK), reviews.get(question.id, _UNREVIEWED)
    if state == HIDDEN:
        return Line(question, HIDDEN, Worth(NOTHING, "Hidden: another answer rules it out."), belief((), figures))
    if state == UNDECIDED:
        blank = Worth(NOTHING, "The question that decides about this one is not answered.", is_given=False)
        return Line(question, UNDECIDED, blank, belief((), figures))
    if answer.not_applicable is not None:
        return Line(question, NOT_APPLICABLE, Worth(NOTHING, "Does not apply; accepted."), belief((), figures))
    given = worth(question, answer, on)
    if review.value is not None:
        given = Worth(review.value, f"The reviewer says {review.value}. {given.reason}")
    state = ANSWERED if given.is_given else UNANSWERED
    return Line(question, state, given, belief(review.evidence, figures))
