"""A questionnaire: areas, questions with their inputs, and when a question is asked or shown.

The same mapping is read from a definition file and from the frozen copy that a request keeps; its values are texts,
whole numbers, lists and mappings, so that the copy has one canonical spelling. Decimals are written as texts.

``asked_when`` looks at the tier and the factors of a service and is judged once, when a request is built.
``shown_when`` looks at other answers and is judged whenever one of them changes; an input may have one, too, so that a
description is only wanted where there is something to describe.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.content.version import Version
from app.content.words import TIERS

INPUT_KINDS = ("yes_no_partial", "single_choice", "multiple_choice", "text", "number", "date", "file")
KNOCK_OUTS = ("none", "soft", "hard")
PLAIN_VALUES = {"yes": Decimal(1), "partial": Decimal("0.5"), "no": Decimal(0)}
"""What the three plain answers are worth (risk model: regulated content, the same in every questionnaire)."""


@dataclass(frozen=True)
class Option:
    """One choice: what it says and what it is worth, 0 to 1; None where choices are not worth anything."""

    code: str
    text: str
    value: Decimal | None = None


@dataclass(frozen=True)
class Threshold:
    """A number of at least (or at most) this much is worth ``value``; the first that fits counts."""

    value: Decimal
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True)
class Input:
    """One field of a question. ``partial_after_months``: an older date makes the question's *yes* a *partial*.

    ``minimum`` and ``maximum`` say which numbers are plausible. An input that is not shown is neither needed nor read.
    """

    code: str
    kind: str
    label: str
    options: tuple[Option, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    is_scored: bool = False
    is_required: bool = True
    partial_after_months: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    shown_when: Condition | None = None

    def value_of(self, code: str) -> Decimal | None:
        """Return what a choice is worth; None for one that is not worth anything or does not exist."""
        if self.kind == "yes_no_partial":
            return PLAIN_VALUES.get(code)
        return next((one.value for one in self.options if one.code == code), None)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes that may be chosen here, in order; none where nothing is chosen."""
        return tuple(PLAIN_VALUES) if self.kind == "yes_no_partial" else tuple(one.code for one in self.options)


@dataclass(frozen=True)
class All:
    """Every one of these holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Either:
    """At least one of these holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class TierIs:
    """The service's tier is one of these."""

    tiers: tuple[str, ...]


@dataclass(frozen=True)
class FactorIs:
    """A factor of the service scores at least this much."""

    factor: str
    at_least: int


@dataclass(frozen=True)
class AnswerIs:
    """An answer is one of these codes (or holds one of them); a question that is hidden or blank fits nothing."""

    question: str
    input: str | None
    is_any_of: tuple[str, ...]


Condition = All | Either | TierIs | FactorIs | AnswerIs


@dataclass(frozen=True)
class Question:
    """One question of an area. Weight 0 means that it is not scored. Clauses are short references."""

    id: str
    area: str
    text: str
    why: str
    evidence: str
    weight: int
    knock_out: str
    inputs: tuple[Input, ...]
    clauses: tuple[str, ...] = ()
    asked_when: Condition | None = None
    shown_when: Condition | None = None

    @property
    def scored_input(self) -> Input | None:
        """Return the input that gives the answer its value; None where a reviewer judges the whole."""
        return next((one for one in self.inputs if one.is_scored), None)

    def input(self, code: str | None) -> Input | None:
        """Return an input by its code; without a code the scored one, or else the first where something is chosen."""
        if code is not None:
            return next((one for one in self.inputs if one.code == code), None)
        return self.scored_input or next((one for one in self.inputs if one.codes), None)


@dataclass(frozen=True)
class Area:
    """A part of the questionnaire, with its weight among the areas and the tiers at which it has questions."""

    code: str
    name: str
    weight: int
    asked_at: tuple[str, ...] = TIERS


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire, in the order in which it is asked."""

    version: Version
    title: str
    areas: tuple[Area, ...]
    questions: tuple[Question, ...]

    def __getitem__(self, question_id: str) -> Question:
        """Return a question. Raises KeyError for an unknown id."""
        return self._by_id[question_id]

    def get(self, question_id: str) -> Question | None:
        """Return a question, or None where this copy does not hold it."""
        return self._by_id.get(question_id)

    def of_area(self, code: str) -> Iterator[Question]:
        """Return the questions of one area, in order."""
        return (one for one in self.questions if one.area == code)

    @cached_property
    def _by_id(self) -> Mapping[str, Question]:
        return {one.id: one for one in self.questions}


def questionnaire_of(content: Mapping[str, Any], version: Version) -> Questionnaire:
    """Build a questionnaire from checked content, be it a definition file or a frozen copy."""
    return Questionnaire(
        version,
        content["title"],
        tuple(
            Area(one["code"], one["name"], one["weight"], tuple(one.get("asked_at", TIERS))) for one in content["areas"]
        ),
        tuple(_question(one) for one in content["questions"]),
    )


def _question(item: Mapping[str, Any]) -> Question:
    return Question(
        id=item["id"],
        area=item["area"],
        text=item["text"],
        why=item["why"],
        evidence=item["evidence"],
        weight=item["weight"],
        knock_out=item.get("knock_out", "none"),
        inputs=tuple(_input(one) for one in item["inputs"]),
        clauses=tuple(item.get("clauses", ())),
        asked_when=condition_of(item.get("asked_when")),
        shown_when=condition_of(item.get("shown_when")),
    )


def _input(item: Mapping[str, Any]) -> Input:
    return Input(
        code=item["code"],
        kind=item["kind"],
        label=item["label"],
        options=tuple(Option(one["code"], one["text"], _decimal(one.get("value"))) for one in item.get("options", ())),
        thresholds=tuple(
            Threshold(Decimal(one["value"]), _decimal(one.get("at_least")), _decimal(one.get("at_most")))
            for one in item.get("thresholds", ())
        ),
        is_scored=item.get("scored", False),
        is_required=item.get("required", True),
        partial_after_months=item.get("partial_after_months"),
        minimum=_decimal(item.get("minimum")),
        maximum=_decimal(item.get("maximum")),
        shown_when=condition_of(item.get("shown_when")),
    )


def condition_of(item: Mapping[str, Any] | None) -> Condition | None:
    """Return the condition that stands in checked content; None where there is none."""
    return None if item is None else _one_condition(item)


def _one_condition(item: Mapping[str, Any]) -> Condition:
    if "all" in item:
        return All(_conditions(item["all"]))
    if "any" in item:
        return Either(_conditions(item["any"]))
    if "tier" in item:
        return TierIs(tuple(item["tier"]))
    if "factor" in item:
        return FactorIs(item["factor"], item["at_least"])
    return AnswerIs(item["question"], item.get("input"), tuple(item["is"]))


def _conditions(items: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(_one_condition(one) for one in items)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
