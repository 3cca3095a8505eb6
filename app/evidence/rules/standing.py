"""What a piece of evidence is worth on a day, with every reason. Pure: the day is an argument, and it is one of UTC."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

STANDINGS = {
    "current": "counts in full",
    "expiring": "counts in full and expires soon",
    "bridged": "counts in full because a bridge letter carries it on",
    "old": "is older than the register trusts",
    "expired": "is past its last day",
    "not_yet_effective": "does not count yet",
    "withdrawn": "was taken back",
}
"""Each standing in words, in the order in which lists offer them."""

_IN_FULL = frozenset({"current", "expiring", "bridged"})


@dataclass(frozen=True)
class Limits:
    """The days of the definitions: how long before its end evidence is named as expiring, when it is old."""

    expiring_within_days: int
    old_after_months: int


@dataclass(frozen=True)
class Dated:
    """The dates of the version that counts. ``bridged_until`` is the last day of a bridge letter for it."""

    effective_on: date
    expires_on: date | None
    period_to: date | None = None
    bridged_until: date | None = None
    is_withdrawn: bool = False

    @property
    def until(self) -> date | None:
        """The last day on which it counts, bridge letters included; None when it does not expire."""
        if self.expires_on is None or self.bridged_until is None:
            return self.expires_on
        return max(self.expires_on, self.bridged_until)

    @property
    def speaks_for(self) -> date:
        """The day from which its age is counted: the end of its period, else the day it took effect."""
        return self.period_to or self.effective_on


@dataclass(frozen=True)
class Standing:
    """The verdict on one day. ``reasons`` say each thing that was weighed, the deciding one first."""

    code: str
    reasons: tuple[str, ...]
    until: date | None
    days_left: int | None

    @property
    def counts_in_full(self) -> bool:
        """Tell whether what leans on it is not stale for its sake."""
        return self.code in _IN_FULL


def standing(found: Dated, day: date, limits: Limits) -> Standing:
    """Judge ``found`` on ``day``. The last day itself still counts; the day after it does not."""
    weighed = list(_weighed(found, day, limits))
    until = found.until
    left = (until - day).days if until is not None else None
    return Standing(weighed[0][0], tuple(sentence for _, sentence in weighed), until, left)


def oldest_trusted(day: date, months: int) -> date:
    """Return the day that lies so many months back; evidence that speaks for an earlier one is old."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _weighed(found: Dated, day: date, limits: Limits) -> Iterator[tuple[str, str]]:
    until = found.until
    if found.is_withdrawn:
        yield "withdrawn", "It was withdrawn."
    if found.effective_on > day:
        yield "not_yet_effective", f"It takes effect on {found.effective_on}."
    if until is not None and until < day:
        yield "expired", f"Its last day was {until}."
    if found.speaks_for < oldest_trusted(day, limits.old_after_months):
        yield "old", f"It speaks for {found.speaks_for}, more than {limits.old_after_months} months ago."
    if until is not None and 0 <= (until - day).days <= limits.expiring_within_days:
        yield "expiring", f"Its last day is {until}{_ahead((until - day).days)}."
    if found.expires_on is not None and until is not None and found.expires_on < day <= until:
        yield "bridged", f"A bridge letter carries it on from {found.expires_on} to {until}."
    if until is None:
        yield "current", "It does not expire."
    elif until >= day:
        yield "current", f"It counts until {until}."


def _ahead(days: int) -> str:
    return ", today" if days == 0 else ", tomorrow" if days == 1 else f", in {days} days"
