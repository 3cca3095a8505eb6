"""What an answer is worth, 0 to 1, before anybody asks how far it is believed; always with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.content.questions import PLAIN_VALUES, Input, Question
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.months import months_before
from app.questionnaires.rules.phrases import PLAIN_WORDS
from app.questionnaires.rules.validity import day_of, number_of

NOTHING = Decimal(0)
PARTIAL = PLAIN_VALUES["partial"]


@dataclass(frozen=True)
class Worth:
    """A value with its reason; ``is_given`` tells an answer that is worth nothing from no answer at all."""

    value: Decimal
    reason: str
    is_given: bool = True


def worth(question: Question, answer: Answer, on: date) -> Worth:
    """Return what the supplier's answer is worth on a day; nothing while only a reviewer can say."""
    scored = question.scored_input
    if scored is None:
        return Worth(NOTHING, "Judged by the reviewer, who has not done so yet.", is_given=bool(answer.values))
    value = answer.values.get(scored.code)
    if not isinstance(value, str) or not value.strip():
        return Worth(NOTHING, "Not answered.", is_given=False)
    if scored.kind == "number":
        return _number(scored, value)
    choice = scored.value_of(value)
    if choice is None:
        return Worth(NOTHING, f"{value!r} is not among the choices, so it counts as not answered.", is_given=False)
    return _aged(question, answer, Worth(choice, f"Answered “{_text(scored, value)}”."), on)


def _number(scored: Input, value: str) -> Worth:
    number = number_of(value)
    if number is None:
        return Worth(NOTHING, f"{value!r} is not a number, so it counts as not answered.", is_given=False)
    for one in scored.thresholds:
        if (one.at_least is None or number >= one.at_least) and (one.at_most is None or number <= one.at_most):
            return Worth(one.value, f"Answered {value}.")
    return Worth(NOTHING, f"Answered {value}, which reaches no threshold.")


def _aged(question: Question, answer: Answer, given: Worth, on: date) -> Worth:
    """Make a *yes* a *partial* when its date is old. A missing date does the same: a blank must not beat a date."""
    for one in question.inputs:
        if one.partial_after_months is None or given.value <= PARTIAL:
            continue
        text = answer.values.get(one.code)
        day = day_of(text) if isinstance(text, str) else None
        if day is None:
            return Worth(PARTIAL, f"{given.reason} Without a date it counts as partial.")
        if day < months_before(on, one.partial_after_months):
            old = f"{day} is more than {one.partial_after_months} months before {on}"
            return Worth(PARTIAL, f"{given.reason} {old}, so it counts as partial.")
    return given


def _text(scored: Input, code: str) -> str:
    return next((one.text for one in scored.options if one.code == code), PLAIN_WORDS.get(code, code))
