"""A file of answers for ``questionnaires score``: read strictly, refused in a sentence.

{"tier": "T2", "factors": {"F4": 3}, "on": "2026-11-23", "answers": {"RM-01": "yes", "RM-02": {…}}}

An answer is the code of its choice, or an object: ``values`` (by input), ``not_applicable`` (a reason), ``accepted``
(the reviewer accepts that), ``evidence`` (E0 to E4), ``stale``, ``value`` (the reviewer's own, 0 to 1). Instead of an
object of answers a list does, in which each answer names its ``id``.
What is asked follows from tier and factors; without a tier, the questions that the file names are those asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from app.content.questions import Question, Questionnaire
from app.content.words import FACTORS, TIERS
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.conditions import asked
from app.questionnaires.rules.evidence import Evidence
from app.questionnaires.rules.figures import NO_EVIDENCE
from app.questionnaires.rules.lines import Review
from app.questionnaires.rules.validity import answer_faults, day_of

_KEYS = ("tier", "factors", "on", "answers")
_PARTS = ("id", "values", "not_applicable", "accepted", "evidence", "stale", "value")


class AnswersRefused(ValueError):  # noqa: N818 - reads as the sentence it carries
    """The file cannot be scored; the message says where and why."""


@dataclass(frozen=True)
class AnswerFile:
    """What is asked, what was answered, what a reviewer said, and the day it is scored for."""

    asked_ids: tuple[str, ...]
    answers: Mapping[str, Answer]
    reviews: Mapping[str, Review]
    on: date


def read_answers(text: str, questionnaire: Questionnaire, today: date) -> AnswerFile:
    """Read a file of answers to a questionnaire. Raises AnswersRefused."""
    given = _object(text)
    if strange := [key for key in given if key not in _KEYS]:
        raise AnswersRefused(f"{strange[0]!r} means nothing here. Use: {', '.join(_KEYS)}.")
    on = day_of(str(given["on"])) if "on" in given else today
    if on is None:
        raise AnswersRefused(f"on is {given['on']!r}. Give a day as YYYY-MM-DD.")
    parts = dict(_parts(given.get("answers")))
    found = {name: _answer(_question(questionnaire, name), part, on) for name, part in parts.items()}
    answers = {name: answer for name, (answer, _) in found.items()}
    return AnswerFile(_asked(given, questionnaire, parts), answers, {name: one for name, (_, one) in found.items()}, on)


def _object(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as problem:
        raise AnswersRefused(f"The file is not JSON ({problem}). Give one object.") from problem
    if not isinstance(given, dict):
        raise AnswersRefused("The file holds no object. Give one object with the answers.")
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Read an object; JSON would silently keep the second of two values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} is written twice")
    return found


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _parts(given: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every answer as an object, whichever way it is written."""
    if isinstance(given, list):
        seen: set[str] = set()
        for one in given:
            name = one.get("id") if isinstance(one, dict) else None
            if not isinstance(name, str) or name in seen:
                raise AnswersRefused(f"An answer of the list names no question or one that was there: {one!r:.80}.")
            seen.add(name)
            yield name, one
    elif isinstance(given, dict):
        for name, one in given.items():
            yield name, {"values": {"": one}} if isinstance(one, str) else one
    else:
        raise AnswersRefused("“answers” is missing, or neither an object nor a list. Give the answers by question.")


def _question(questionnaire: Questionnaire, name: str) -> Question:
    found = questionnaire.get(name)
    if found is None:
        raise AnswersRefused(f"{questionnaire.version.id} has no question {name!r}. Check its id.")
    return found


def _answer(question: Question, part: object, on: date) -> tuple[Answer, Review]:
    if not isinstance(part, dict) or any(key not in _PARTS for key in part):
        raise AnswersRefused(f"{question.id}: give the code of a choice, or an object of: {', '.join(_PARTS[1:])}.")
    values = part.get("values", {})
    if not isinstance(values, dict) or not all(_is_value(one) for one in values.values()):
        raise AnswersRefused(f"{question.id}: values holds texts or lists by input.")
    if "" in values:
        scored = question.input(None)
        values = {scored.code if scored else question.inputs[0].code: values[""]}
    answer = Answer(values, _text(question, part, "not_applicable"))
    for faults in answer_faults(question, answer, on).values():
        raise AnswersRefused(f"{question.id}: {faults[0]}")
    return answer, _review(question, part)


def _is_value(given: object) -> bool:
    return isinstance(given, str) or (isinstance(given, list) and all(isinstance(one, str) for one in given))


def _review(question: Question, part: Mapping[str, Any]) -> Review:
    evidence = (Evidence(_text(question, part, "evidence") or NO_EVIDENCE, _flag(question, part, "stale")),)
    try:
        return Review(_number(question, part.get("value")), evidence, _flag(question, part, "accepted"))
    except ValueError as refused:
        raise AnswersRefused(f"{question.id}: {refused}") from refused


def _text(question: Question, part: Mapping[str, Any], key: str) -> str | None:
    value = part.get(key)
    if value is None or isinstance(value, str):
        return value
    raise AnswersRefused(f"{question.id}: {key} is {value!r}. Give a text.")


def _flag(question: Question, part: Mapping[str, Any], key: str) -> bool:
    value = part.get(key, False)
    if isinstance(value, bool):
        return value
    raise AnswersRefused(f"{question.id}: {key} is {value!r}. Give true or false.")


def _number(question: Question, value: object) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        try:
            number = Decimal(value)
        except ArithmeticError:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    raise AnswersRefused(f"{question.id}: value is {value!r}. Give a number from 0 to 1.")


def _asked(given: Mapping[str, Any], questionnaire: Questionnaire, parts: Mapping[str, object]) -> tuple[str, ...]:
    tier, factors = given.get("tier"), given.get("factors", {})
    if tier is None:
        return tuple(one.id for one in questionnaire.questions if one.id in parts)
    if tier not in TIERS:
        raise AnswersRefused(f"tier is {tier!r}. Use one of: {', '.join(TIERS)}.")
    if not isinstance(factors, dict) or any(code not in FACTORS for code in factors):
        raise AnswersRefused(f"factors holds scores by factor. Use: {', '.join(FACTORS)}.")
    for code, score in factors.items():
        if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= 4:
            raise AnswersRefused(f"{code} is scored {score!r}. Give a whole number from 0 to 4.")
    return tuple(one.id for one in asked(questionnaire, tier, factors))
