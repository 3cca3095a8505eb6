"""Weights of matched words become areas and a kind. Whole numbers only; every limit is named here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.content.words import AREAS, KINDS
from app.impact.rules.terms import Match, Span

KIND_ORDER = (
    "security_fix",
    "deprecation_removal",
    "bug_fix",
    "infra_only",
    "behaviour_change",
    "feature",
)
"""When two kinds weigh the same, the one that asks for more care comes first."""

_AREA_LIMIT = 4
_BESIDE_PERCENT = 40
"""An area much lighter than the heaviest was only mentioned."""
_OPENING = 40
"""Characters of a text that count as its opening."""
_SURE = 8
_LEAST = 2
_EDGE = frozenset(
    ("infra_performance_security_patch", "training_documentation", "ui_cosmetic", "configuration_administration")
)

Found = Mapping[str, Mapping[str, Sequence[Match]]]
"""Matches by group and code."""


@dataclass(frozen=True)
class AreaMatch:
    """An area with the words that speak for it, where they stand, and their weight."""

    area: str
    terms: tuple[str, ...]
    spans: tuple[Span, ...]
    weight: int


def propose_kind(found: Found, threshold: int) -> tuple[str, Sequence[Match]]:
    """Return the likeliest kind and its words. Advertising and developers' work are ``infra_only``."""
    weights = {kind: _kind_weight(found["kinds"].get(kind, ())) for kind in KINDS}
    best = max(KIND_ORDER, key=lambda kind: (weights[kind], -KIND_ORDER.index(kind)))
    if best in {"feature", "infra_only"} or weights[best] < threshold:
        for cue in ("boilerplate", "developer"):
            if weight_of(found["cues"].get(cue, ())) >= threshold:
                return "infra_only", found["cues"][cue]
    if weights[best] < _LEAST:
        return ("feature" if found["areas"] else "infra_only"), ()
    return best, found["kinds"][best]


def propose_areas(found: Found, threshold: int, kind: str, *, is_list: bool) -> tuple[AreaMatch, ...]:
    """Return the areas, the heaviest first; of a list every area that is strong anywhere in it."""
    if kind == "infra_only" and weight_of(found["cues"].get("boilerplate", ())) >= threshold:
        return ()
    strong = [(w, a, h) for a, h in found["areas"].items() if (w := weight_of(h)) >= threshold]
    strong.sort(key=lambda row: (-row[0], AREAS.index(row[1])))
    areas = [AreaMatch(area, *shown(hits), weight) for weight, area, hits in strong]
    if is_list:
        return tuple(areas)
    beside = [match for match in areas if match.weight * 100 >= areas[0].weight * _BESIDE_PERCENT]
    if kind == "infra_only" and any(match.area in _EDGE for match in beside):
        beside = [match for match in beside if match.area in _EDGE or match.weight >= _SURE]
    return tuple(beside[:_AREA_LIMIT]) or _best_guess(found)


def weight_of(hits: Sequence[Match]) -> int:
    """Add up weights, each phrase once: saying a word twice proves no more."""
    return sum({hit.term.phrase: hit.term.weight for hit in hits}.values())


def shown(hits: Sequence[Match]) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    """Return the words that speak for a code, each once, and every place where they stand."""
    speaking = [hit for hit in hits if hit.term.weight > 0]
    terms = dict.fromkeys(hit.term.phrase.strip("^*") for hit in speaking)
    return tuple(terms), tuple(hit.span for hit in speaking)


def _best_guess(found: Found) -> tuple[AreaMatch, ...]:
    """Return the likeliest area when no word is strong: better one to look at than none."""
    weighed = [(weight_of(hits), -AREAS.index(area), area, hits) for area, hits in found["areas"].items()]
    weight, _, area, hits = max(weighed, key=lambda row: row[:2], default=(0, 0, "", ()))
    return (AreaMatch(area, *shown(hits), weight),) if weight > 0 else ()


def _kind_weight(hits: Sequence[Match]) -> int:
    """Add up weights; what opens the text or names the section says the kind more than what follows."""
    early = {h.term.phrase: h.term.weight for h in hits if h.span.field == "section" or h.span.start < _OPENING}
    strong = weight_of([hit for hit in hits if hit.term.is_strong or hit.term.weight < 0])
    rest = weight_of([hit for hit in hits if not hit.term.is_strong and hit.term.weight > 0])
    return strong + min(rest, 3) + sum(max(0, weight) for weight in early.values())
