"""Faults of the risk model that a JSON schema cannot see: gaps, overlaps, sums, and codes that nothing defines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, cast

from app.content import words as codes
from app.content.documents import Document, Fault, Place

Content = Mapping[str, Any]
FULL = 100
"""What the weights of the factors, and those of the areas, add up to."""


def risk_model_faults(documents: Mapping[str, Document]) -> Iterator[Fault]:
    """Find every fault of the model; each names its file and line."""
    document = documents.get("risk-model")
    if document is None:
        return
    content = cast("Content", document.content)
    yield from _factor_faults(document, content)
    yield from _band_faults(document, "tiers", "tier", content["tiers"])
    yield from _band_faults(document, "bands", "band", content["bands"])
    yield from _decision_faults(document, content)
    yield from _floor_faults(document, content)
    yield from _evidence_faults(document, content)
    yield from _area_faults(document, content)
    yield from _tier_faults(document, content)
    yield from _formality_faults(document, content)


def _factor_faults(document: Document, content: Content) -> Iterator[Fault]:
    wanted = content["highest_score"] + 1
    factors = content["factors"]
    for number, factor in enumerate(factors):
        if len(factor["anchors"]) != wanted:
            sentence = (
                f"{factor['code']} has {len(factor['anchors'])} anchors. Write one for each score, {wanted} in all."
            )
            yield document.fault(("factors", number, "anchors"), sentence)
    yield from _doubles(document, ("factors",), [one["code"] for one in factors], "factor")
    yield from _sum_faults(document, "factors", factors)
    if content["unknown_score"] > content["highest_score"]:
        yield document.fault(("unknown_score",), "The score of an unknown factor is higher than the highest score.")


def _band_faults(document: Document, key: str, noun: str, bands: list[Content]) -> Iterator[Fault]:
    """Find a beginning that is not 0, gaps, overlaps, and what no score can reach. The last has no end."""
    end: Decimal | None = Decimal(0)
    for number, one in enumerate(bands):
        place: Place = (key, number)
        name, begins = one[noun], Decimal(one["from"])
        below = Decimal(one["below"]) if "below" in one else None
        if end is None or begins >= FULL or (below is not None and below <= begins):
            yield document.fault(place, f"The {noun} {name} can never be reached: no score leads to it.")
        if end is not None and begins > end:
            yield document.fault(
                (*place, "from"), f"Scores from {end} to below {begins} belong to no {noun}: close the gap."
            )
        elif end is not None and begins < end:
            sentence = f"The {noun} {name} begins at {begins}, but the one before ends at {end}: they overlap."
            yield document.fault((*place, "from"), sentence)
        end = below
    if end is not None:
        sentence = f"Scores of {end} and more belong to no {noun}. The last {noun} has no “below”."
        yield document.fault((key, len(bands) - 1), sentence)
    yield from _doubles(document, (key,), [one[noun] for one in bands], noun)


def _decision_faults(document: Document, content: Content) -> Iterator[Fault]:
    places: list[Place] = [("bands", number, "best_decision") for number in range(len(content["bands"]))]
    found = [one["best_decision"] for one in content["bands"]]
    for kind in ("soft", "hard"):
        places.append(("knock_outs", kind, "best_decision"))
        found.append(content["knock_outs"][kind]["best_decision"])
    for place, decision in zip(places, found, strict=True):
        yield from _known(document, place, "decision", decision, codes.DECISIONS)
    if Decimal(content["knock_outs"]["hard"]["cap"]) > Decimal(content["knock_outs"]["soft"]["cap"]):
        yield document.fault(("knock_outs", "hard", "cap"), "A hard knock-out leaves more than a soft one.")


def _floor_faults(document: Document, content: Content) -> Iterator[Fault]:
    factors = [one["code"] for one in content["factors"]]
    for number, floor in enumerate(content["floors"]):
        place: Place = ("floors", number)
        yield from _known(document, (*place, "tier"), "tier", floor["tier"], codes.TIERS)
        for position, line in enumerate(floor["any_of"]):
            for factor in line:
                yield from _known(document, (*place, "any_of", position, factor), "factor", factor, factors)
    yield from _doubles(document, ("floors",), [one["code"] for one in content["floors"]], "floor")


def _evidence_faults(document: Document, content: Content) -> Iterator[Fault]:
    classes = content["evidence"]
    yield from _doubles(document, ("evidence",), [one["code"] for one in classes], "evidence class")
    for number, (lower, higher) in enumerate(pairwise(classes), 1):
        if Decimal(higher["confidence"]) <= Decimal(lower["confidence"]):
            sentence = (
                f"{higher['code']} is believed no more than {lower['code']}. Confidences rise from class to class."
            )
            yield document.fault(("evidence", number, "confidence"), sentence)
    needed = content["knock_outs"]["evidence_for_plain_use"]
    place: Place = ("knock_outs", "evidence_for_plain_use", "class")
    yield from _known(document, place, "evidence class", needed["class"], [one["code"] for one in classes])


def _area_faults(document: Document, content: Content) -> Iterator[Fault]:
    areas = [one["code"] for one in content["areas"]]
    yield from _doubles(document, ("areas",), areas, "area")
    yield from _sum_faults(document, "areas", content["areas"])
    for tier, least in content["minimum_area_scores"].items():
        for area in least:
            yield from _known(document, ("minimum_area_scores", tier, area), "area", area, areas)


def _tier_faults(document: Document, content: Content) -> Iterator[Fault]:
    """Each part that speaks by tier speaks for every tier and for no other; the depth of none is left open."""
    parts: list[tuple[Place, Iterable[str]]] = [
        (("tiers",), [one["tier"] for one in content["tiers"]]),
        (("formality", "importance"), content["formality"]["importance"]),
        (("minimum_area_scores",), content["minimum_area_scores"]),
        (("depth", "tiers"), content["depth"]["tiers"]),
    ]
    for place, given in parts:
        for tier in codes.TIERS:
            if tier not in given:
                yield document.fault(place, f"The tier {tier} is missing. Add it.")
        for number, tier in enumerate(given):
            where = (*place, number, "tier") if place == ("tiers",) else (*place, tier)
            yield from _known(document, where, "tier", tier, codes.TIERS)
    for number, tier in enumerate(content["scorers"]["two_for"]):
        yield from _known(document, ("scorers", "two_for", number), "tier", tier, codes.TIERS)
    for number, tier in enumerate(content["knock_outs"]["evidence_for_plain_use"]["tiers"]):
        yield from _known(
            document, ("knock_outs", "evidence_for_plain_use", "tiers", number), "tier", tier, codes.TIERS
        )


def _formality_faults(document: Document, content: Content) -> Iterator[Fault]:
    formality = content["formality"]
    complexity = formality["complexity"]
    factors = [one["code"] for one in content["factors"]]
    for number, factor in enumerate(complexity["factors"]):
        yield from _known(document, ("formality", "complexity", "factors", number), "factor", factor, factors)
    yield from _step_faults(document, ("formality", "uncertainty"), formality["uncertainty"])
    yield from _step_faults(document, ("formality", "complexity", "points"), complexity["points"])
    ends = [level["up_to"] for level in formality["levels"]]
    for number, (lower, higher) in enumerate(pairwise(ends), 1):
        if higher <= lower:
            sentence = f"The level {formality['levels'][number]['level']} can never be reached: its sum ends too early."
            yield document.fault(("formality", "levels", number, "up_to"), sentence)
    steps = (formality["uncertainty"], complexity["points"])
    most = sum(max(one["points"] for one in part) for part in steps) + max(formality["importance"].values(), default=0)
    if max(ends) < most:
        yield document.fault(
            ("formality", "levels"), f"A sum of {most} is possible, but the last level ends at {max(ends)}."
        )


def _step_faults(document: Document, place: Place, steps: list[Content]) -> Iterator[Fault]:
    """Bounds rise, and the last step has none."""
    last: Decimal | None = Decimal(0)
    for number, step in enumerate(steps):
        below = Decimal(str(step["below"])) if "below" in step else None
        if last is None or (below is not None and below <= last):
            yield document.fault((*place, number), "This step can never be reached: the bounds must rise.")
        last = below
    if last is not None:
        yield document.fault(
            (*place, len(steps) - 1), "The last step has no “below”: something must hold for the rest."
        )


def _sum_faults(document: Document, key: str, items: list[Content]) -> Iterator[Fault]:
    total = sum(one["weight"] for one in items)
    if total != FULL:
        yield document.fault((key,), f"The weights of the {key} add up to {total} and not to {FULL}.")


def _known(document: Document, place: Place, noun: str, code: object, known: Iterable[object]) -> Iterator[Fault]:
    if code not in list(known):
        usable = ", ".join(str(item) for item in known)
        yield document.fault(place, f"The {noun} {code!r} does not exist. Use one of: {usable}.")


def _doubles(document: Document, place: Place, names: list[str], noun: str) -> Iterator[Fault]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield document.fault((*place, number), f"The {noun} {name} stands here a second time; it is never reached.")
