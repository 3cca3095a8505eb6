"""Words and phrases that suggest what a change touches, with whole-number weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class Term:
    """A word or phrase that speaks for a code (or against it, with a weight below zero).

    ``group`` is areas, kinds, impact, flags or cues; a trailing ``*`` in ``phrase`` stands for any ending.
    """

    group: str
    code: str
    phrase: str
    weight: int
    is_strong: bool


@dataclass(frozen=True)
class Vocabulary:
    """All terms of one version. A code is proposed when its matched weights reach ``threshold``."""

    version: Version
    threshold: int
    terms: tuple[Term, ...]
    negations: tuple[str, ...]

    def codes(self, group: str) -> tuple[str, ...]:
        """Return the codes of a group in the order in which they are defined."""
        return tuple(dict.fromkeys(term.code for term in self.terms if term.group == group))


GROUPS = ("areas", "kinds", "impact", "flags", "cues")
STRENGTHS = ("strong", "supporting", "weak", "against")


def vocabulary_of(content: Mapping[str, Any], version: Version) -> Vocabulary:
    """Build the vocabulary from checked content."""
    return Vocabulary(version, content["threshold"], _terms(content), tuple(content["negations"]))


def _terms(content: Mapping[str, Any]) -> tuple[Term, ...]:
    weights = content["weights"]
    return tuple(
        Term(group, code, phrase, weights[strength], strength == "strong")
        for group in GROUPS
        for code, lists in content[group].items()
        for strength in STRENGTHS
        for phrase in lists.get(strength, ())
    )
