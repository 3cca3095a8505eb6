"""User names and display names. Two people must never look like one (T17, 21 CFR 11.100(a))."""

import re
import unicodedata
from collections.abc import Iterable

from app.people.rules.lookalikes import LATIN_FOR, ONE_STROKE, SAME_SHAPE

USERNAME = re.compile(r"[a-z0-9._-]{2,40}")
LONGEST_NAME = 100

_UNSEEN_KINDS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_BLANKS = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")
"""Characters that print as nothing although Unicode calls them letters, marks or symbols."""


def username_problem(username: str) -> str | None:
    """Return why a text cannot be a user name, or None."""
    if USERNAME.fullmatch(username):
        return None
    return "A user name has 2 to 40 characters: small letters a-z, digits, dot, underscore and hyphen."


def tidy_name(name: str) -> str:
    """Return ``name`` in NFC with single spaces between its words."""
    return " ".join(part for part in unicodedata.normalize("NFC", name).split(" ") if part)


def name_problem(name: str) -> str | None:
    """Return why a text cannot be printed beside a signature, or None. ``name`` is already tidy."""
    if not name or len(name) > LONGEST_NAME:
        return f"A name has 1 to {LONGEST_NAME} characters."
    if any(_is_unseen(one) for one in name):
        return "The name holds a character that is not visible or turns the reading direction. Type it again by hand."
    if not any(unicodedata.category(one).startswith("L") for one in name):
        return "A name holds at least one letter."
    return None


def lookalike(name: str, others: Iterable[str]) -> str | None:
    """Return the first of ``others`` that a reader could take for ``name``, or None."""
    shape = skeleton(name)
    return next((other for other in others if skeleton(other) == shape), None)


def skeleton(name: str) -> str:
    """Return what is left of a name when everything that looks alike is one sign and marks and spaces are gone."""
    parts = unicodedata.normalize("NFKD", _latin(name))
    bare = "".join(one for one in parts if not unicodedata.category(one).startswith("M"))
    latin = _latin(_latin(bare).casefold())
    folded = "".join(ONE_STROKE.get(one, one) for one in latin)
    kept = "".join(one for one in folded if one.isalnum())
    for pair, single in SAME_SHAPE:
        kept = kept.replace(pair, single)
    return kept


def _latin(text: str) -> str:
    return "".join(LATIN_FOR.get(one, one) for one in text)


def _is_unseen(one: str) -> bool:
    kind = unicodedata.category(one)
    is_odd_space = kind == "Zs" and one != " "
    is_variation = "\ufe00" <= one <= "\ufe0f" or "\U000e0100" <= one <= "\U000e01ef"
    return kind in _UNSEEN_KINDS or one in _BLANKS or is_odd_space or is_variation
