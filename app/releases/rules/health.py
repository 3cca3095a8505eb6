"""How is a feed? Fresh, silent or failing, with the sentence that says why. Silence is an alarm, never "no news"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

_ENOUGH: Final = 4
"""Dates needed before a cadence is spoken of."""
_SILENCE: Final = 2
"""A feed is silent after this many times its usual cadence (product.md)."""
_LONG_WEEKEND: Final = timedelta(days=5)
"""A shorter pause is no silence: a feed of every working day rests at weekends and on holidays."""


class Condition(StrEnum):
    """The states of a feed."""

    UNPOLLED = "unpolled"
    FRESH = "fresh"
    SILENT = "silent"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Health:
    """The condition of a feed and its reason."""

    condition: Condition
    reason: str


def health(
    now: datetime,
    *,
    last_success: datetime | None,
    failures: int,
    last_error: str = "",
    published: Sequence[datetime] = (),
) -> Health:
    """Judge a feed from its polls and the publishing dates of its entries (any order)."""
    if failures:
        since = f"since {last_success:%d %b %Y %H:%M} UTC" if last_success else "and has never been read"
        times = "once" if failures == 1 else f"{failures} times in a row"
        return Health(Condition.FAILING, f"The last poll failed {times}, {since}. {last_error}".strip())
    if last_success is None:
        return Health(Condition.UNPOLLED, "This feed has not been asked yet.")
    usual = cadence(published)
    past = [moment for moment in published if moment <= now]
    if usual is None or not past:
        return Health(Condition.FRESH, "The last poll worked; there are too few dates to know how often it publishes.")
    return _by_silence(now - max(past), usual, max(past))


def cadence(published: Sequence[datetime]) -> timedelta | None:
    """Return the usual gap between entries: the median over at most the 20 latest dates, at least one day."""
    days = sorted({moment.date() for moment in published})[-20:]
    if len(days) < _ENOUGH:
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    return max(gaps[len(gaps) // 2], timedelta(days=1))


def _by_silence(quiet: timedelta, usual: timedelta, latest: datetime) -> Health:
    facts = f"Its latest entry is of {latest:%d %b %Y}, {_days(quiet)} ago; it usually publishes every {_days(usual)}."
    if quiet > max(usual * _SILENCE, _LONG_WEEKEND):
        return Health(Condition.SILENT, f"{facts} Ask the vendor whether the feed is still kept.")
    return Health(Condition.FRESH, facts)


def _days(span: timedelta) -> str:
    return "1 day" if span.days == 1 else f"{span.days} days"
