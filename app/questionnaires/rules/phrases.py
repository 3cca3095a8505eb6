"""Conditions in words, for suppliers and reviewers."""

from __future__ import annotations

from app.content.questions import All, AnswerIs, Condition, Either, FactorIs, Questionnaire, TierIs

PLAIN_WORDS = {"yes": "Yes", "partial": "Partial", "no": "No"}


def phrase(condition: Condition, questionnaire: Questionnaire) -> str:
    """Return a condition as the end of a sentence that begins with *when* or *because*."""
    if isinstance(condition, All):
        return " and ".join(_part(one, questionnaire) for one in condition.parts)
    if isinstance(condition, Either):
        return " or ".join(_part(one, questionnaire) for one in condition.parts)
    if isinstance(condition, TierIs):
        return f"the tier is {_either(condition.tiers)}"
    if isinstance(condition, FactorIs):
        return f"factor {condition.factor} scores {condition.at_least} or more"
    return f"{condition.question} is answered {_answers(condition, questionnaire)}"


def _part(condition: Condition, questionnaire: Questionnaire) -> str:
    words = phrase(condition, questionnaire)
    return f"({words})" if isinstance(condition, All | Either) and len(condition.parts) > 1 else words


def _answers(condition: AnswerIs, questionnaire: Questionnaire) -> str:
    return _either(tuple(f"“{choice_text(questionnaire, condition, code)}”" for code in condition.is_any_of))


def choice_text(questionnaire: Questionnaire, condition: AnswerIs, code: str) -> str:
    """Return what a choice says; the code itself where the question is not part of this copy."""
    question = questionnaire.get(condition.question)
    named = question.input(condition.input) if question else None
    options = {one.code: one.text for one in named.options} if named else {}
    return options.get(code) or PLAIN_WORDS.get(code, code)


def _either(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
