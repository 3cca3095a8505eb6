"""Canonical text of a value: RFC 8785 (JCS) over the subset that the ledger allows.

One value has one text, so one SHA-256. Floats are refused because their text depends on the writer; decimals travel
as strings. Keys are ``[a-z0-9_]+``, so the order by UTF-16 code unit that RFC 8785 asks for is plain byte order.
"""

import hashlib
import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

import orjson

LARGEST_INTEGER = 2**53 - 1
LARGEST_DEPTH = 16
KEY = re.compile(r"[a-z0-9_]+")


class NotCanonical(ValueError):  # noqa: N818 - reads as the sentence it carries
    """The value or text has no canonical form; the message says why."""


def canonical(value: Any) -> str:
    """Return the one JCS text of ``value``. Raises NotCanonical for floats, odd keys, lone surrogates or depth."""
    _check(value, 0)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def parse(text: str) -> Any:
    """Read a canonical text. Raises NotCanonical when ``canonical(parse(text)) != text`` or a key is doubled."""
    try:
        value = json.loads(text, object_pairs_hook=_without_doubles, parse_float=_refuse_float)
    except (ValueError, RecursionError) as problem:
        raise NotCanonical(f"The text is not canonical JSON: {problem}") from problem
    if canonical(value) != text:
        raise NotCanonical("The text is JSON, but not in its canonical spelling.")
    return value


def sha256(text: str | bytes) -> str:
    """Return the SHA-256 of a text (as UTF-8) or of bytes, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def normal(text: str) -> str:
    """Return ``text`` in NFC, the form in which every input is stored."""
    return unicodedata.normalize("NFC", text)


def _check(value: Any, depth: int) -> None:
    if depth > LARGEST_DEPTH:
        raise NotCanonical(f"The value is nested deeper than {LARGEST_DEPTH} levels.")
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        _check_integer(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_key(key)
            _check(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth + 1)
    else:
        raise NotCanonical(f"A {type(value).__name__} has no canonical form; decimals and times travel as text.")


def _check_text(value: str) -> None:
    if value.isascii():  # as most texts are: nothing to refuse, and nothing is encoded to find out
        return
    try:
        value.encode()
    except UnicodeEncodeError as problem:
        raise NotCanonical("The text holds half of a character pair (a lone surrogate).") from problem


def _check_integer(value: int) -> None:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical(f"The number {value} is larger than 2^53-1.")


@lru_cache(maxsize=1024)  # the same few names stand in every event; what is refused is never kept
def _check_key(key: object) -> None:
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise NotCanonical(f"The name {key!r} is not made of a-z, 0-9 and _.")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("A name stands twice in one object.")
    return found


def _refuse_float(text: str) -> Any:
    raise NotCanonical(f"The number {text} is not a whole number.")
