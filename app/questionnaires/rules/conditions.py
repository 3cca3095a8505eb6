"""Which questions are asked, and which of them are shown.

Asked is settled once, by the tier and the factors of the service, when a request is built.
Shown is settled by the answers, again and again. What is hidden satisfies no condition, whatever it once held, so a
question behind a hidden one is hidden, too. Of what is hidden, something is *undecided* while the answer that decides
about it is blank: it is not shown yet, but it is not ruled out either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.content.questions import (
    All,
    AnswerIs,
    Condition,
    Either,
    FactorIs,
    Questionnaire,
    TierIs,
)
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.phrases import phrase

Answers = Mapping[str, Answer]
_BLANK = Answer()


@dataclass(frozen=True)
class Asked:
    """A question that is asked of this service, and why."""

    id: str
    reason: str


@dataclass(frozen=True)
class Shown:
    """What the supplier sees now: questions in order, and why the others (or single inputs) are hidden.

    ``undecided`` are those of the hidden that another answer has not ruled out yet.
    """

    questions: tuple[str, ...]
    hidden: Mapping[str, str]
    hidden_inputs: Mapping[tuple[str, str], str]
    undecided: frozenset[str] = frozenset()

    def has_input(self, question_id: str, code: str) -> bool:
        """Tell whether an input is shown: its question is, and so is the input itself."""
        return question_id not in self.hidden and (question_id, code) not in self.hidden_inputs


def asked(questionnaire: Questionnaire, tier: str, factors: Mapping[str, int]) -> tuple[Asked, ...]:
    """Return the questions for a service, in order. A factor without a score counts as reached: in doubt we ask."""
    found = []
    for question in questionnaire.questions:
        condition = question.asked_when
        if condition is None:
            found.append(Asked(question.id, "Always asked."))
        elif (met := _met_part(condition, tier, factors)) is not None:
            found.append(Asked(question.id, f"Asked because {phrase(met, questionnaire)}."))
    return tuple(found)


def shown(questionnaire: Questionnaire, asked_ids: Collection[str], answers: Answers) -> Shown:
    """Return what is shown of the questions that are asked. Conditions look back only, so one pass settles them all."""
    ids = set(asked_ids)
    seen: dict[str, Answer] = {}
    hidden: dict[str, str] = {}
    hidden_inputs: dict[tuple[str, str], str] = {}
    undecided: set[str] = set()
    for question in (one for one in questionnaire.questions if one.id in ids):
        verdict = _verdict(question.shown_when, questionnaire, seen, undecided)
        if verdict is not True:
            hidden[question.id] = _hidden_because(question.shown_when, questionnaire)
            undecided |= {question.id} if verdict is None else set()
            continue
        given = answers.get(question.id, _BLANK)
        seen[question.id] = Answer(not_applicable=given.not_applicable)
        for one in question.inputs:
            if _verdict(one.shown_when, questionnaire, seen, undecided) is not True:
                hidden_inputs[question.id, one.code] = _hidden_because(one.shown_when, questionnaire)
            elif one.code in given.values:
                kept = {**seen[question.id].values, one.code: given.values[one.code]}
                seen[question.id] = Answer(kept, given.not_applicable)
    return Shown(tuple(seen), hidden, hidden_inputs, frozenset(undecided))


def _met_part(condition: Condition, tier: str, factors: Mapping[str, int]) -> Condition | None:
    """Return the part of a condition on tier and factors that makes it hold; None where it does not hold."""
    if isinstance(condition, Either):
        return next((met for one in condition.parts if (met := _met_part(one, tier, factors)) is not None), None)
    if isinstance(condition, All):
        parts = [_met_part(one, tier, factors) for one in condition.parts]
        return None if None in parts else All(tuple(one for one in parts if one is not None))
    if isinstance(condition, TierIs):
        return TierIs((tier,)) if tier in condition.tiers else None
    if isinstance(condition, FactorIs):
        return condition if factors.get(condition.factor, condition.at_least) >= condition.at_least else None
    return None


def _verdict(
    condition: Condition | None, questionnaire: Questionnaire, seen: Answers, undecided: Collection[str]
) -> bool | None:
    """Return whether a condition on answers holds; None while a blank leaves it open."""
    if condition is None:
        return True
    if isinstance(condition, AnswerIs):
        return _is_answered_so(condition, questionnaire, seen, undecided)
    if not isinstance(condition, All | Either):
        return False
    parts = [_verdict(one, questionnaire, seen, undecided) for one in condition.parts]
    settling = isinstance(condition, Either)
    if settling in parts:
        return settling
    return None if None in parts else not settling


def _is_answered_so(
    condition: AnswerIs, questionnaire: Questionnaire, seen: Answers, undecided: Collection[str]
) -> bool | None:
    """Hidden, blank and *not applicable* answers fit nothing; a blank one may still come to fit."""
    given = seen.get(condition.question)
    if given is None:
        return None if condition.question in undecided else False
    if given.not_applicable is not None:
        return False
    named = questionnaire[condition.question].input(condition.input)
    if named is None:
        return False
    value = given.values.get(named.code)
    if not value:
        return None
    return any(code in condition.is_any_of for code in ((value,) if isinstance(value, str) else value))


def _hidden_because(condition: Condition | None, questionnaire: Questionnaire) -> str:
    return f"Only asked when {phrase(condition, questionnaire)}." if condition else ""
