"""Faults of the inputs of a question: options, thresholds, bounds, and dates that grow old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.content.documents import Place

Content = Mapping[str, Any]
Finding = tuple[Place, str]
Band = tuple[Decimal, Decimal]

_CHOICES = ("single_choice", "multiple_choice")
_SCORED = ("yes_no_partial", "single_choice", "number")
_EVER = Decimal("Infinity")


def input_findings(content: Content) -> Iterator[Finding]:
    """Find what is wrong with the inputs of every question."""
    for number, question in enumerate(content["questions"]):
        codes = [one["code"] for one in question["inputs"]]
        for position, one in enumerate(question["inputs"]):
            place: Place = ("questions", number, "inputs", position)
            name = f"the input {one['code']} of {question['id']}"
            if one["code"] in codes[:position]:
                yield (*place, "code"), f"{_upper(name)} stands here a second time. Every input has its own code."
            yield from _fitting(place, one, name)
            yield from _options(place, one, name)
            yield from _thresholds(place, one, name)


def _fitting(place: Place, one: Content, name: str) -> Iterator[Finding]:
    """Find settings that mean nothing for this kind of input."""
    kind = one["kind"]
    if one.get("scored") and kind not in _SCORED:
        yield (*place, "scored"), f"{_upper(name)} is a {_words(kind)}, which cannot be scored."
    if one.get("scored") and not one.get("required", True):
        yield (*place, "required"), f"{_upper(name)} is scored, so it cannot be left out. Make it required."
    if one.get("scored") and "shown_when" in one:
        yield (*place, "shown_when"), f"{_upper(name)} is scored, so its condition belongs to the question."
    if "partial_after_months" in one and kind != "date":
        yield (*place, "partial_after_months"), f"{_upper(name)} is no date, so it cannot grow old."
    for key in ("minimum", "maximum", "thresholds"):
        if key in one and kind != "number":
            yield (*place, key), f"{_upper(name)} is no number, so it has no {key}."
    if "minimum" in one and "maximum" in one and Decimal(one["minimum"]) > Decimal(one["maximum"]):
        yield (*place, "maximum"), f"{_upper(name)} fits no number: its maximum is below its minimum."


def _options(place: Place, one: Content, name: str) -> Iterator[Finding]:
    options: list[Content] = one.get("options", [])
    codes = [each["code"] for each in options]
    if one["kind"] in _CHOICES and len(options) < 2:
        yield (*place, "options"), f"{_upper(name)} is a choice and needs at least two options."
    if options and one["kind"] not in _CHOICES:
        yield (*place, "options"), f"{_upper(name)} is a {_words(one['kind'])}, so it has no options."
    for number, each in enumerate(options):
        where: Place = (*place, "options", number)
        if each["code"] in codes[:number]:
            yield (*where, "code"), f"The option {each['code']} of {name} stands here a second time."
        if one.get("scored") and "value" not in each:
            yield where, f"The option {each['code']} of {name} has no value from 0 to 1."
        elif not 0 <= Decimal(each.get("value", 0)) <= 1:
            yield (
                (*where, "value"),
                f"The option {each['code']} of {name} is worth {each['value']}, not 0 to 1.",
            )


def _thresholds(place: Place, one: Content, name: str) -> Iterator[Finding]:
    thresholds: list[Content] = one.get("thresholds", [])
    if one["kind"] == "number" and one.get("scored") and not thresholds:
        yield place, f"{_upper(name)} is a scored number and needs thresholds."
    bands: list[Band] = []
    for number, each in enumerate(thresholds):
        where: Place = (*place, "thresholds", number)
        if not 0 <= Decimal(each["value"]) <= 1:
            yield (*where, "value"), f"A threshold of {name} is worth {each['value']}, not 0 to 1."
        band = (Decimal(each.get("at_least", -_EVER)), Decimal(each.get("at_most", _EVER)))
        if band[0] > band[1]:
            yield where, f"A threshold of {name} fits no number: at_least is above at_most."
        else:
            yield from ((where, sentence) for sentence in _against_earlier(band, bands, name))
        bands.append(band)


def _against_earlier(band: Band, earlier: Sequence[Band], name: str) -> Iterator[str]:
    """The first threshold that fits counts, so a later one may be wider; it may not be covered or half covered."""
    for low, high in earlier:
        if low <= band[0] and band[1] <= high:
            yield f"A threshold of {name} is never reached: an earlier one already fits every number that it fits."
            return
        if max(low, band[0]) <= min(high, band[1]) and not (band[0] <= low and high <= band[1]):
            yield f"A threshold of {name} overlaps an earlier one, so the same number would fit both."
            return


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def _upper(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
