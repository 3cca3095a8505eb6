"""Where the vocabulary's terms stand in a text: character spans, longest term first, negations heeded."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.content.stems import Word, words
from app.content.vocabulary import Term, Vocabulary

_NOISE = re.compile(
    r"https?://\S+|(?<![\w@])@[\w-]+|\([\w/ -]{0,30}#\d+\)|#\d+|\b(?!CVE-)[A-Z][A-Z0-9]{1,9}-\d{2,}\b|\bby @\S+"
)
_CODE = re.compile(r"`[^`\n]*`")
_NEGATION_REACH = 5
_OPENING_KEY = 2
"""Letters by which terms with any ending are looked up; no such term is shorter."""
_OPENING_REACH = 2


@dataclass(frozen=True)
class Span:
    """Characters ``[start, end)`` of the field ``section``, ``title`` or ``text``."""

    field: str
    start: int
    end: int


@dataclass(frozen=True)
class Match:
    """One term found at one place."""

    term: Term
    span: Span


@dataclass(frozen=True)
class _Pattern:
    stems: tuple[str, ...]
    opening: str | None
    is_first: bool
    term: Term


_Hit = tuple[_Pattern, int, int]


@dataclass(frozen=True)
class Index:
    """The vocabulary, ready to be looked up word by word."""

    kept: frozenset[str]
    by_first: Mapping[str, tuple[_Pattern, ...]]
    by_opening: Mapping[str, tuple[_Pattern, ...]]
    negations: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=8)
def index(vocabulary: Vocabulary) -> Index:
    """Return the vocabulary's index, made once per version."""
    by_first: dict[str, list[_Pattern]] = defaultdict(list)
    by_opening: dict[str, list[_Pattern]] = defaultdict(list)
    for term in vocabulary.terms:
        pattern = _pattern(term)
        if pattern.opening is not None and len(pattern.stems) == 1:
            by_opening[pattern.opening[:_OPENING_KEY]].append(pattern)
        else:
            by_first[pattern.stems[0]].append(pattern)
    return Index(
        frozenset(p.stems[0] for patterns in by_first.values() for p in patterns),
        {stem: tuple(patterns) for stem, patterns in by_first.items()},
        {key: tuple(patterns) for key, patterns in by_opening.items()},
        tuple(_stems(phrase) for phrase in vocabulary.negations),
    )


def matches(field: str, text: str, vocabulary: Vocabulary) -> tuple[Match, ...]:
    """Return the terms in a field. Of two terms of one code, the longer hides the one inside it."""
    found = index(vocabulary)
    read = words(_NOISE.sub(lambda m: " " * len(m.group()), text), found.kept)
    denied = _denied(read, found.negations)
    names = [code.span() for code in _CODE.finditer(text)]
    hits = [h for h in _hits(read, found) if h[1] not in denied and not _is_name(h, read, names)]
    hits.sort(key=lambda hit: (hit[1] - hit[2], hit[1]))
    taken: dict[tuple[str, str], set[int]] = defaultdict(set)
    kept = []
    for pattern, start, end in hits:
        place = set(range(start, end))
        used = taken[(pattern.term.group, pattern.term.code)]
        if not place & used:
            used |= place
            kept.append(Match(pattern.term, Span(field, read[start].start, read[end - 1].end)))
    return tuple(sorted(kept, key=lambda match: (match.span.start, match.span.end)))


def _is_name(hit: _Hit, read: tuple[Word, ...], names: list[tuple[int, int]]) -> bool:
    """Say whether a term stands inside code: ``update()`` is a name there and not what was done."""
    if hit[0].term.group in {"areas", "flags"}:
        return False
    return any(start <= read[hit[1]].start < end for start, end in names)


def _hits(read: tuple[Word, ...], found: Index) -> Iterator[_Hit]:
    for start, word in enumerate(read):
        for pattern in _candidates(word, found):
            end = start + len(pattern.stems)
            if end <= len(read) and _fits(pattern, read[start:end], start):
                yield pattern, start, end


def _candidates(word: Word, found: Index) -> tuple[_Pattern, ...]:
    return (*found.by_first.get(word.stem, ()), *found.by_opening.get(word.raw[:_OPENING_KEY], ()))


def _fits(pattern: _Pattern, read: tuple[Word, ...], start: int) -> bool:
    if pattern.is_first and start >= _OPENING_REACH:
        return False
    if pattern.opening is None:
        return all(word.stem == stem for word, stem in zip(read, pattern.stems, strict=True))
    fixed = all(word.stem == stem for word, stem in zip(read[:-1], pattern.stems[:-1], strict=True))
    return fixed and read[-1].raw.startswith(pattern.opening)


def _denied(read: tuple[Word, ...], negations: tuple[tuple[str, ...], ...]) -> frozenset[int]:
    """Return the places that stand shortly behind a negation."""
    places: set[int] = set()
    stems = tuple(word.stem for word in read)
    for negation in negations:
        for start in range(len(stems) - len(negation) + 1):
            if stems[start : start + len(negation)] == negation:
                end = start + len(negation)
                places.update(range(end, end + _NEGATION_REACH))
    return frozenset(places)


def _pattern(term: Term) -> _Pattern:
    phrase = term.phrase.casefold()
    read = words(phrase)
    opening = read[-1].raw if phrase.endswith("*") else None
    return _Pattern(tuple(word.stem for word in read), opening, phrase.startswith("^"), term)


def _stems(phrase: str) -> tuple[str, ...]:
    return tuple(word.stem for word in words(phrase.casefold()))
