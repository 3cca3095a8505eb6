"""Faults of a questionnaire that a JSON schema cannot see: areas, ids, weights, knock-outs and inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, cast

from app.content import words as codes
from app.content.condition_checks import condition_findings
from app.content.documents import Document, Fault, Place, of_kind
from app.content.input_checks import input_findings

Content = Mapping[str, Any]
Finding = tuple[Place, str]


def questionnaire_faults(documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Find what is wrong in each questionnaire, and ids that two of them share."""
    seen: dict[str, str] = {}
    for document in of_kind(documents, "questionnaire"):
        yield from faults_of(document)
        name = cast("Content", document.content)["id"]
        if name in seen:
            yield document.fault(("id",), f"The questionnaire {name} also stands in {seen[name]}. Keep one of them.")
        seen.setdefault(name, document.path.name)


def faults_of(document: Document) -> Iterator[Fault]:
    """Find what is wrong in one questionnaire that fits its schema."""
    content = cast("Content", document.content)
    findings = (_area_findings, _question_findings, _knock_out_findings, input_findings, condition_findings)
    for place, sentence in chain.from_iterable(find(content) for find in findings):
        yield document.fault(place, sentence)


def _area_findings(content: Content) -> Iterator[Finding]:
    areas: list[Content] = content["areas"]
    names = [one["code"] for one in areas]
    yield from doubles(("areas",), names, "area", "code")
    total = sum(one["weight"] for one in areas)
    if total != 100:
        yield ("areas",), f"The weights of the areas add to {total}, not to 100."
    for number, area in enumerate(areas):
        place: Place = ("areas", number)
        own = [one for one in content["questions"] if one["area"] == area["code"]]
        if area["weight"] and own and not any(one["weight"] for one in own):
            yield (*place, "weight"), f"The area {area['code']} counts, but none of its questions has a weight."
        yield from _tier_findings(place, area, own)


def _tier_findings(place: Place, area: Content, own: Sequence[Content]) -> Iterator[Finding]:
    for number, tier in enumerate(area.get("asked_at", codes.TIERS)):
        where: Place = (*place, "asked_at", number)
        if tier not in codes.TIERS:
            yield where, f"The tier {tier!r} does not exist. Use one of: {', '.join(codes.TIERS)}."
        elif not any(_may_be_asked_at(tier, one.get("asked_when")) for one in own):
            wanted = "Ask one there, or name in asked_at the tiers at which the area is asked."
            yield where, f"The area {area['code']} has no question at {tier}. {wanted}"


def _may_be_asked_at(tier: str, condition: Content | None) -> bool:
    """Tell whether the tier alone is enough for a question to be asked."""
    if condition is None:
        return True
    if "all" in condition:
        return all(_may_be_asked_at(tier, one) for one in condition["all"])
    if "any" in condition:
        return any(_may_be_asked_at(tier, one) for one in condition["any"])
    return tier in condition.get("tier", ())


def _question_findings(content: Content) -> Iterator[Finding]:
    questions: list[Content] = content["questions"]
    yield from doubles(("questions",), [one["id"] for one in questions], "question", "id")
    known = [one["code"] for one in content["areas"]]
    for number, one in enumerate(questions):
        if one["area"] not in known:
            sentence = f"The area {one['area']!r} of {one['id']} does not exist. Use one of: {', '.join(known)}."
            yield ("questions", number, "area"), sentence
        scored = [position for position, each in enumerate(one["inputs"]) if each.get("scored")]
        for position in scored[1:]:
            yield (
                ("questions", number, "inputs", position, "scored"),
                f"{one['id']} has more than one scored input. Score the one that decides.",
            )
        if scored and not one["weight"]:
            yield ("questions", number, "weight"), f"{one['id']} is scored, but its weight is 0. Give it a weight."


def _knock_out_findings(content: Content) -> Iterator[Finding]:
    for number, one in enumerate(content["questions"]):
        place: Place = ("questions", number, "knock_out")
        if one.get("knock_out", "none") == "none":
            continue
        if not any(each.get("scored") for each in one["inputs"]):
            yield place, f"{one['id']} is a knock-out, but none of its inputs is scored, so nothing can trip it."


def doubles(place: Place, names: Sequence[str], noun: str, key: str) -> Iterator[Finding]:
    """Find names that stand in a list a second time."""
    for number, name in enumerate(names):
        if name in names[:number]:
            yield (*place, number, key), f"The {noun} {name} stands here a second time. Every {noun} has its own {key}."
