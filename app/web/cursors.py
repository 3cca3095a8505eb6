"""Paging by key: a cursor is the sort value and id of the row it stands at, so page 400 costs as much as page 1."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.base import clock

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
"""What a list can sort and filter by: a mapped column, or an expression over some."""


class CursorUnreadable(ValueError):  # noqa: N818 - reads as the sentence it carries
    """The text is no cursor of this list."""


@dataclass(frozen=True)
class Cursor:
    """Where a page ends: the value the list is sorted by, and the row's id."""

    value: Any
    key: int

    def text(self) -> str:
        """Write the cursor for an address."""
        tag = next(tag for tag, kind, _, _ in _KINDS if isinstance(self.value, kind))
        write = next(write for known, _, write, _ in _KINDS if known == tag)
        return base64.urlsafe_b64encode(json.dumps([tag, write(self.value), self.key]).encode()).decode().rstrip("=")


def read(text: str) -> Cursor:
    """Read what `Cursor.text` wrote. Raises CursorUnreadable for anything else."""
    try:
        tag, value, key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        parse = next(parse for known, _, _, parse in _KINDS if known == tag)
        return Cursor(parse(value), _whole(key))
    except (ValueError, TypeError, StopIteration, ArithmeticError, RecursionError, binascii.Error) as problem:
        raise CursorUnreadable("The place in the list could not be read. Start again at its first page.") from problem


def beyond(
    sort: ColumnElement[Any], key: ColumnElement[int], at: Cursor, *, is_descending: bool
) -> ColumnElement[bool]:
    """Return the condition for the rows behind ``at``. NULL stands first going up and last going down."""
    if is_descending:
        if at.value is None:
            return and_(sort.is_(None), key < at.key)
        rest = and_(sort <= at.value, or_(sort < at.value, key < at.key))
        return or_(rest, sort.is_(None)) if _may_be_empty(sort) else rest
    if at.value is None:
        return or_(sort.is_not(None), and_(sort.is_(None), key > at.key))
    # written as a range first, so that an index on the sort value is walked from there
    return and_(sort >= at.value, or_(sort > at.value, key > at.key))


def clause(expression: Expression) -> ColumnElement[Any]:
    """Return the plain clause of a mapped column or expression."""
    return expression.expression if isinstance(expression, InstrumentedAttribute) else expression


def _may_be_empty(sort: ColumnElement[Any]) -> bool:
    return bool(getattr(sort, "nullable", True))


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 2**63 - 1:
        raise CursorUnreadable
    return value


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise CursorUnreadable
    return value


_Codec = tuple[str, type, Callable[[Any], Any], Callable[[Any], Any]]
_KINDS: tuple[_Codec, ...] = (
    ("n", type(None), lambda _: None, lambda _: None),
    ("i", int, int, _whole),
    ("s", str, str, _words),
    ("t", datetime, clock.to_text, clock.from_text),
    ("d", date, date.isoformat, date.fromisoformat),
    ("x", Decimal, str, lambda text: Decimal(_words(text))),
)
