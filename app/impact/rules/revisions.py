"""A vendor edited a note: which change of the earlier text is which change of the new one.

Same words are the same change wherever they stand. What is left is paired by shared words, best first;
a pair below the limit is one change removed and another added. Says nothing about what the edit means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.content.stems import words
from app.impact.rules.changes import ChangeText

_ALIKE_PERCENT = 60


@dataclass(frozen=True)
class Pair:
    """A change in both texts. ``is_same_text`` is false when the vendor reworded it."""

    old: ChangeText
    new: ChangeText
    is_same_text: bool


@dataclass(frozen=True)
class Matching:
    """How two texts of a note relate; every change of either stands in exactly one of the three."""

    pairs: tuple[Pair, ...]
    added: tuple[ChangeText, ...]
    removed: tuple[ChangeText, ...]

    @property
    def is_unchanged(self) -> bool:
        """Whether every change stands in both texts with the same words."""
        return not self.added and not self.removed and all(pair.is_same_text for pair in self.pairs)


def match(old: Sequence[ChangeText], new: Sequence[ChangeText]) -> Matching:
    """Return pairs, added and removed changes, in the order of the new and the old text."""
    by_key = {change.key: change for change in old}
    pairs = [Pair(by_key[c.key], c, is_same_text=True) for c in new if c.key in by_key]
    kept_old = {pair.old.key for pair in pairs}
    rest_old = [change for change in old if change.key not in kept_old]
    rest_new = [change for change in new if change.key not in by_key]
    pairs += _reworded(rest_old, rest_new)
    paired_old = {pair.old.position for pair in pairs}
    paired_new = {pair.new.position for pair in pairs}
    return Matching(
        tuple(sorted(pairs, key=lambda pair: pair.new.position)),
        tuple(change for change in rest_new if change.position not in paired_new),
        tuple(change for change in rest_old if change.position not in paired_old),
    )


def _reworded(old: Sequence[ChangeText], new: Sequence[ChangeText]) -> list[Pair]:
    counts = {id(change): _counts(change) for change in (*old, *new)}
    ranked = [
        (-percent, b.position, a.position, a, b)
        for a in old
        for b in new
        if (percent := _alike(counts[id(a)], counts[id(b)])) >= _ALIKE_PERCENT
    ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for *_, a, b in sorted(ranked, key=lambda row: row[:3]):
        if a.position not in taken_old and b.position not in taken_new:
            pairs.append(Pair(a, b, is_same_text=False))
            taken_old.add(a.position)
            taken_new.add(b.position)
    return pairs


def _counts(change: ChangeText) -> Counter[str]:
    return Counter(word.stem for word in words(change.text))


def _alike(a: Counter[str], b: Counter[str]) -> int:
    total = a.total() + b.total()
    return (a & b).total() * 200 // total if total else 0
