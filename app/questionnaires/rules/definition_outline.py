"""A definition as its page shows it: questions by area with their conditions in words, or facts by their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.content.questions import Area, Question, Questionnaire
from app.questionnaires.rules.phrases import phrase


@dataclass(frozen=True)
class OutlinedInput:
    """One input with the condition under which it is shown, in words; empty when it always is."""

    input: Any
    shown: str


@dataclass(frozen=True)
class OutlinedQuestion:
    """One question with its conditions in words."""

    question: Question
    asked: str
    shown: str
    inputs: tuple[OutlinedInput, ...]


@dataclass(frozen=True)
class OutlinedArea:
    """One area with its questions, in order."""

    area: Area
    questions: tuple[OutlinedQuestion, ...]


def outline(questionnaire: Questionnaire) -> tuple[OutlinedArea, ...]:
    """Return the areas with their questions."""
    return tuple(
        OutlinedArea(area, tuple(_question(questionnaire, one) for one in questionnaire.of_area(area.code)))
        for area in questionnaire.areas
    )


def _question(questionnaire: Questionnaire, one: Question) -> OutlinedQuestion:
    asked = f"Asked when {phrase(one.asked_when, questionnaire)}." if one.asked_when else "Always asked."
    shown = f"Shown when {phrase(one.shown_when, questionnaire)}." if one.shown_when else ""
    inputs = (
        OutlinedInput(each, f"Only when {phrase(each.shown_when, questionnaire)}." if each.shown_when else "")
        for each in one.inputs
    )
    return OutlinedQuestion(one, asked, shown, tuple(inputs))


def facts(content: Mapping[str, Any]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return what a definition of another kind says: its sections, each as places with their values."""
    return tuple(
        (key.replace("_", " "), tuple(_leaves(value, ())))
        for key, value in content.items()
        if key not in {"id", "version", "status", "title", "default_note", "changelog", "source"}
    )


def _leaves(value: object, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, (*place, str(key).replace("_", " ")))
    elif isinstance(value, Sequence) and not isinstance(value, str) and any(isinstance(one, Mapping) for one in value):
        for position, item in enumerate(value, 1):
            name = (item.get("code") or item.get("tier") or item.get("band")) if isinstance(item, Mapping) else None
            yield from _leaves(item, (*place, str(name or position)))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield " › ".join(place), ", ".join(str(one) for one in value)
    else:
        yield " › ".join(place), {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
