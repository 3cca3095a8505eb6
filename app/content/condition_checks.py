"""Faults of the conditions of a questionnaire: what they name must exist, come earlier, and be choosable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.content import words as codes
from app.content.documents import Place
from app.content.questions import PLAIN_VALUES

Content = Mapping[str, Any]
Finding = tuple[Place, str]


def condition_findings(content: Content) -> Iterator[Finding]:
    """Find conditions that name nothing, name what comes later, or look at what they cannot know."""
    order = {one["id"]: number for number, one in reversed(list(enumerate(content["questions"])))}
    for number, question in enumerate(content["questions"]):
        place: Place = ("questions", number)
        for where, leaf in _leaves((*place, "asked_when"), question.get("asked_when")):
            yield from _asked_findings(where, leaf, question["id"])
        for where, leaf in _leaves((*place, "shown_when"), question.get("shown_when")):
            yield from _shown_findings(where, leaf, question["id"], order, content)
            if order.get(leaf.get("question"), -1) >= number:
                yield (*where, "question"), _too_late(leaf["question"], question["id"], content)
        for position, one in enumerate(question["inputs"]):
            for where, leaf in _leaves((*place, "inputs", position, "shown_when"), one.get("shown_when")):
                yield from _shown_findings(where, leaf, question["id"], order, content)
                yield from _input_order(where, leaf, question, position, order)


def _leaves(place: Place, condition: Content | None) -> Iterator[tuple[Place, Content]]:
    for key in ("all", "any"):
        for number, part in enumerate((condition or {}).get(key, ())):
            yield from _leaves((*place, key, number), part)
    if condition and "all" not in condition and "any" not in condition:
        yield place, condition


def _asked_findings(place: Place, leaf: Content, name: str) -> Iterator[Finding]:
    for number, tier in enumerate(leaf.get("tier", ())):
        if tier not in codes.TIERS:
            yield (*place, "tier", number), _unknown("tier", tier, codes.TIERS)
    if "factor" in leaf and leaf["factor"] not in codes.FACTORS:
        yield (*place, "factor"), _unknown("factor", leaf["factor"], codes.FACTORS)
    if "question" in leaf:
        yield place, f"Whether {name} is asked is settled before anybody answers. Use shown_when for answers."


def _shown_findings(
    place: Place, leaf: Content, name: str, order: Mapping[str, int], content: Content
) -> Iterator[Finding]:
    if "question" not in leaf:
        yield place, f"When {name} is shown depends on answers only. Use asked_when for tiers and factors."
        return
    if leaf["question"] not in order:
        yield (*place, "question"), f"The question {leaf['question']!r} does not exist. Name one that comes earlier."
        return
    choices = _choices(content["questions"][order[leaf["question"]]], leaf.get("input"))
    if choices is None:
        yield place, f"{leaf['question']} has no such input where something is chosen. Name one of its choices."
        return
    for number, code in enumerate(leaf["is"]):
        if code not in choices:
            yield (*place, "is", number), _unknown(f"option of {leaf['question']}", code, choices)


def _choices(question: Content, code: str | None) -> tuple[str, ...] | None:
    """Return what can be chosen in the named input (else in the scored, else in the first choice), or None."""
    found = [(one, _codes(one)) for one in question["inputs"] if code in (None, one["code"])]
    if code is None:
        found.sort(key=lambda pair: not pair[0].get("scored", False))
    return next((choices for _, choices in found if choices), None)


def _codes(one: Content) -> tuple[str, ...]:
    plain = tuple(PLAIN_VALUES) if one["kind"] == "yes_no_partial" else ()
    return plain + tuple(each["code"] for each in one.get("options", ()))


def _too_late(other: str, name: str, content: Content) -> str:
    if other == name or name in _leads_to(other, content, set()):
        return f"{name} waits for {other}, and {other} waits for {name}: they go round in a circle."
    return f"{name} waits for {other}, which comes later. Move {name} behind it."


def _leads_to(name: str, content: Content, seen: set[str]) -> set[str]:
    for question in content["questions"]:
        if question["id"] == name and name not in seen:
            seen.add(name)
            for _, leaf in _leaves((), question.get("shown_when")):
                _leads_to(leaf.get("question", ""), content, seen)
                seen.add(leaf.get("question", ""))
    return seen


def _input_order(
    place: Place, leaf: Content, question: Content, position: int, order: Mapping[str, int]
) -> Iterator[Finding]:
    name, other = question["id"], leaf.get("question", "")
    earlier = [one["code"] for one in question["inputs"][:position]]
    if other == name and leaf.get("input") not in earlier:
        sentence = f"An input of {name} waits for another of the same question. Name one that stands before it."
        yield place, sentence
    elif order.get(other, -1) > order[name]:
        yield (*place, "question"), f"An input of {name} waits for {other}, which comes later."


def _unknown(noun: str, code: object, known: tuple[str, ...]) -> str:
    return f"The {noun} {code!r} does not exist. Use one of: {', '.join(known)}."
