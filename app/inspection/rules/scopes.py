"""What QA wants an inspector to see: read from what was typed, and said in words. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

COVERS = (
    ("whole", "The whole record"),
    ("chosen", "Only the suppliers and services named below"),
)
"""What an access covers, as it is offered."""

MOST_PARTS = 200
"""Suppliers and services of one scope."""

WHOLE_IN_WORDS = "the whole record"
NOTHING_IN_WORDS = "nothing yet: its scope has not been chosen"
_NAMED = 3


@dataclass(frozen=True)
class WantedScope:
    """What is to be seen: the whole record, or suppliers and services by their numbers."""

    is_whole: bool
    numbers: tuple[str, ...] = ()


WHOLE = WantedScope(is_whole=True)


def wanted(covers: str, typed: str) -> WantedScope:
    """Return what was chosen on the form: numbers parted by spaces, commas or lines, each once."""
    if covers == "whole":
        return WHOLE
    return WantedScope(is_whole=False, numbers=tuple(dict.fromkeys(re.findall(r"[^\s,;]+", typed.upper()))))


def problem(scope: WantedScope) -> str | None:
    """Return the sentence against a choice that says too little or too much, or None."""
    if not scope.is_whole and not scope.numbers:
        return "Name at least one supplier (SUP-0001) or service (SVC-0001), or choose the whole record."
    if scope.is_whole or len(scope.numbers) <= MOST_PARTS:
        return None
    return f"A scope names at most {MOST_PARTS} suppliers and services; choose the whole record for more."


def unknown_sentence(numbers: Sequence[str]) -> str:
    """Say which numbers name neither a supplier nor a service."""
    named, verb = ", ".join(numbers[:10]), "names" if len(numbers) == 1 else "name"
    return f"{named} {verb} no supplier and no service. Numbers look like SUP-0001 and SVC-0001; their lists show them."


def in_words(names: Sequence[str]) -> str:
    """Say what a chosen scope covers: a few by name and number, the others counted."""
    if not names:
        return NOTHING_IN_WORDS
    shown, more = list(names[:_NAMED]), len(names) - _NAMED
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
