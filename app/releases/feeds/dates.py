"""Vendors' dates, tolerantly read, always as UTC. A date without a zone is taken as UTC; an unreadable one is None."""

import re
from calendar import timegm
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import struct_time
from typing import Final

_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_FORMATS: Final = (
    "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y",
    "%d.%m.%Y", "%d-%b-%Y", "%d %b %Y %H:%M", "%d %B %Y %H:%M", "%b %d %Y %H:%M", "%B %d %Y %H:%M",
    "%d %b %Y %H:%M:%S", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m", "%B %Y", "%b %Y",
)  # fmt: skip


def to_utc(value: object) -> datetime | None:
    """Return the moment that a text or feedparser's UTC time tuple names, or None when it names none."""
    if isinstance(value, struct_time):
        return _from_tuple(value)
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()[:80]
    return _iso(text) or _mail(text) or _written(text)


def _from_tuple(value: struct_time) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(value), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return _aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _mail(text: str) -> datetime | None:
    try:
        return _aware(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _written(text: str) -> datetime | None:
    plain = " ".join(_ORDINAL.sub("", text).replace(",", " ").replace("Sept ", "Sep ").split())
    for form in _FORMATS:
        try:
            return _aware(datetime.strptime(plain, form))  # noqa: DTZ007 (the zone is set by _aware)
        except (ValueError, OverflowError):
            continue
    return None


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
