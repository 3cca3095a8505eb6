"""How words are compared: lower case, light stemming, compound names taken apart. No language model.

``TestExecution.update()`` reads as test, execut, updat; ``approvals`` and ``approval`` read the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’](?:s|t|re|ve|ll))?")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_VOWEL = re.compile(r"[aeiouy]")
_WHOLE = frozenset(
    {
        *("theme", "themes", "versioning", "documented", "tooling", "authorized", "setting", "string"),
        *("missing", "heading", "during", "nothing", "something", "embed", "spring", "building"),
    }
)
"""Words that lose their meaning with their ending."""


@dataclass(frozen=True)
class Word:
    """One word of a text: its compared form and its characters ``[start, end)``."""

    stem: str
    raw: str
    start: int
    end: int


def words(text: str, kept: frozenset[str] = frozenset()) -> tuple[Word, ...]:
    """Return the words of a text. Compound names are taken apart unless their stem is in ``kept``."""
    return tuple(_words(text, kept))


def _words(text: str, kept: frozenset[str]) -> Iterator[Word]:
    for match in _WORD.finditer(text):
        whole = match.group()
        if stem(whole) in kept or whole.islower() or whole.isdigit():
            yield Word(stem(whole), whole.lower(), match.start(), match.end())
            continue
        for piece in _PIECE.finditer(whole):
            start = match.start() + piece.start()
            yield Word(stem(piece.group()), piece.group().lower(), start, start + len(piece.group()))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the compared form of one word: plural, -ed, -ing and a silent -e are taken off."""
    word = word.lower().replace("’", "'")
    word = word.removesuffix("'s")
    if len(word) <= 3 or word in _WHOLE:
        return word
    word = _without_plural(word)
    if word in _WHOLE:
        return word
    word = _without_ending(word)
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and _VOWEL.search(root):
            doubled = root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if doubled else root
    return word
