"""How far a response is: answered, not applicable, unanswered and hidden are four things and add to what was asked.

Answered – every input that is shown and required holds something. Unanswered – it does not, be it that nothing was
begun or that something is missing. Not applicable – the supplier says so, with a reason. Hidden – not to be answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.content.questions import Question, Questionnaire
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.conditions import Answers, Shown

ANSWERED, UNANSWERED, NOT_APPLICABLE, HIDDEN = "answered", "unanswered", "not_applicable", "hidden"
_BLANK = Answer()


@dataclass(frozen=True)
class Completeness:
    """The state of every question that is asked, and the codes of the inputs that those unanswered still lack."""

    states: Mapping[str, str]
    missing: Mapping[str, tuple[str, ...]]
    begun: frozenset[str]

    def count(self, state: str) -> int:
        """Return how many questions are in a state."""
        return sum(1 for one in self.states.values() if one == state)

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is left to answer."""
        return self.count(UNANSWERED) == 0

    @property
    def percent(self) -> int:
        """Return the share of the shown questions that are done, rounded down: 100 means all of them."""
        shown = len(self.states) - self.count(HIDDEN)
        return 100 if not shown else 100 * (shown - self.count(UNANSWERED)) // shown


def completeness(questionnaire: Questionnaire, shown: Shown, answers: Answers) -> Completeness:
    """Return how far a response is."""
    states: dict[str, str] = dict.fromkeys(shown.hidden, HIDDEN)
    missing: dict[str, tuple[str, ...]] = {}
    begun = set()
    visible = frozenset(shown.questions)
    for question in (one for one in questionnaire.questions if one.id in visible):
        answer = answers.get(question.id, _BLANK)
        lacking = missing_inputs(question, shown, answer)
        if (answer.not_applicable or "").strip():
            states[question.id] = NOT_APPLICABLE
        elif lacking or not answer.values:
            states[question.id] = UNANSWERED
            missing[question.id] = lacking
            begun |= {question.id} if answer.values else set()
        else:
            states[question.id] = ANSWERED
    return Completeness(states, missing, frozenset(begun))


def missing_inputs(question: Question, shown: Shown, answer: Answer) -> tuple[str, ...]:
    """Return the codes of the inputs that are shown, required and empty."""
    return tuple(
        one.code
        for one in question.inputs
        if one.is_required and shown.has_input(question.id, one.code) and not _holds_something(answer, one.code)
    )


def _holds_something(answer: Answer, code: str) -> bool:
    value = answer.values.get(code, "")
    return bool(value.strip() if isinstance(value, str) else value)
