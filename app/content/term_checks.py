"""Faults of the triage vocabulary: unknown codes, and terms that count twice or never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.content import words as codes
from app.content.documents import Document, Fault, Place
from app.content.stems import words

_CODES = {
    "areas": codes.AREAS,
    "kinds": codes.KINDS,
    "impact": codes.IMPACTS,
    "flags": codes.FLAGS,
    "cues": codes.CUES,
}
Stems = tuple[str, ...]


def triage_faults(document: Document, content: Mapping[str, Any]) -> Iterator[Fault]:
    """Find unknown and missing codes, empty terms, duplicates and terms that another one covers."""
    for group, known in _CODES.items():
        for code in content[group]:
            if code not in known:
                sentence = f"{code!r} is not one of the {group}. Use one of: {', '.join(known)}."
                yield document.fault((group, code), sentence)
            yield from _overlaps(document, (group, code), content[group][code])
        for code in known:
            if code not in content[group]:
                yield document.fault((group,), f"The {group} lack {code}. Add it with its words.")


def _overlaps(document: Document, place: Place, lists: Mapping[str, list[str]]) -> Iterator[Fault]:
    phrases = [((*place, s, number), p) for s, group in lists.items() for number, p in enumerate(group)]
    openings = [(_raw(phrase), phrase) for _, phrase in phrases if phrase.endswith("*")]
    seen: dict[Stems, str] = {}
    for where, phrase in phrases:
        stems = _stems(phrase)
        if len(stems) == 1:
            yield document.fault(where, f"The term {phrase!r} holds no word.")
        elif stems in seen:
            yield document.fault(where, f"The term {phrase!r} is the same as {seen[stems]!r}.")
        seen.setdefault(stems, phrase)
        for opening, covering in openings:
            if phrase != covering and _covers(opening, _raw(phrase)):
                yield document.fault(where, f"The term {phrase!r} is already covered by {covering!r}.")


def _stems(phrase: str) -> Stems:
    """Return what is compared; ``^`` (only at the beginning) and ``*`` (any ending) make another term."""
    marks = ("^" if phrase.startswith("^") else "") + ("*" if phrase.endswith("*") else "")
    return (marks, *(word.stem for word in words(phrase.casefold())))


def _raw(phrase: str) -> Stems:
    return tuple(word.raw for word in words(phrase.casefold()))


def _covers(opening: Stems, other: Stems) -> bool:
    same_length = len(opening) == len(other)
    return same_length and opening[:-1] == other[:-1] and other[-1].startswith(opening[-1])
