"""Counting failures: sign-in and signing together, five lock a user name for fifteen minutes (21 CFR 11.300(d))."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LOCKED_FOR = timedelta(minutes=15)
NAME_LIMIT = 5
ADDRESS_LIMIT = 50
"""Higher than for a name, because a whole company may come from one address."""


@dataclass(frozen=True)
class Count:
    """Failures so far, since when, and until when nothing is tried any more."""

    failures: int
    since: datetime
    locked_until: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        """Tell whether attempts are refused unseen at ``now``."""
        return self.locked_until is not None and now < self.locked_until


def after_failure(count: Count | None, limit: int, now: datetime, *, is_windowed: bool = False) -> Count:
    """Return the count after one more failure at ``now``; the failure that reaches ``limit`` locks.

    A lock that has run out starts the count anew. Failures on a name add up until a success; those of an address
    (``is_windowed``) are forgotten after fifteen minutes.
    """
    if count is None or _is_over(count, now, is_windowed=is_windowed):
        count = Count(0, now)
    counted = replace(count, failures=count.failures + 1)
    return replace(counted, locked_until=now + LOCKED_FOR) if counted.failures >= limit else counted


def _is_over(count: Count, now: datetime, *, is_windowed: bool) -> bool:
    if count.locked_until is not None:
        return now >= count.locked_until
    return is_windowed and now - count.since >= LOCKED_FOR
