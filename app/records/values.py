"""A row's fields in the form in which the trail, revisions and verification all compare them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.base import canonical, clock
from app.base.canonical import sha256
from app.records.regulated import Regulated

LONG_TEXT = 2048
"""Bytes beyond which a text stands in the content store and the trail carries its SHA-256."""

_UNWATCHED = {"id", "version"}

__all__ = ["LONG_TEXT", "field_names", "fields", "long_texts", "plain", "sha256"]


def field_names(kind: type[Regulated]) -> list[str]:
    """Return the watched column attributes of a class, in the order of their declaration."""
    return [attribute.key for attribute in kind.__mapper__.column_attrs if attribute.key not in _UNWATCHED]


def plain(value: Any) -> Any:
    """Return a column's value as it stands in an event: times and decimals as text, long text as its digest."""
    if isinstance(value, str):
        return _digest(value) if _is_long(value) else value
    if isinstance(value, datetime):
        return clock.to_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict | list | tuple):
        return _plain_or_digest(value)
    return value


def long_texts(value: Any) -> list[bytes]:
    """Return the content that must stand in the store because `plain` gives only its digest."""
    if isinstance(value, str):
        return [value.encode()] if _is_long(value) else []
    if isinstance(value, dict | list | tuple):
        text = canonical.canonical(value)
        return [text.encode()] if len(text.encode()) > LONG_TEXT else []
    return []


def fields(record: Regulated) -> dict[str, Any]:
    """Return all watched fields of a row in event form."""
    return {name: plain(getattr(record, name)) for name in field_names(type(record))}


def _is_long(text: str) -> bool:
    # a character has four bytes at most: short texts need not be encoded to know
    return len(text) * 4 > LONG_TEXT and len(text.encode()) > LONG_TEXT


def _plain_or_digest(value: Any) -> Any:
    text = canonical.canonical(value)
    return _digest(text) if len(text.encode()) > LONG_TEXT else value


def _digest(text: str) -> dict[str, Any]:
    content = text.encode()
    return {"sha256": canonical.sha256(content), "size": len(content), "name": "text"}
