"""Whether a record is past its retention, with every reason why not. It decides nothing: two people sign."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.records.separation import Step
from app.system.rules.registry import Registry

STEPS = (Step("DISPOSE", "SQM"), Step("APPROVE-QA", "QA", ("DISPOSE",)))
"""Who signs a disposal, in order: the owner of the records, then QA, two persons."""


@dataclass(frozen=True)
class Period:
    """A registry and the days on which it was in force here; ``until`` is None for the present one."""

    registry: Registry
    since: date
    until: date | None


@dataclass(frozen=True)
class Retention:
    """How long one record is kept: the years that count, and the last day. None means for good, or not started."""

    years: int | None
    ends: date | None
    why: str


def retention(record: str, starts: date | None, periods: Sequence[Period]) -> Retention:
    """Return the longest time that was in force for a record since its clock started; never a shorter one backwards."""
    if starts is None:
        return Retention(None, None, "its time has not started")
    counting = [one for one in periods if one.until is None or one.until >= starts]
    found = [_years(record, one.registry) for one in counting]
    if not found:
        return Retention(None, None, "no registry of record types is in force")
    years = [one for one in found if one is not None]
    if len(years) < len(found):
        return Retention(None, None, "it is kept for good")
    longest = max(years)
    ends = _later(starts, longest)
    return Retention(longest, ends, f"kept {longest} years from {starts.isoformat()}")


def obstacles(kept: Retention, today: date, holds: Sequence[str], younger: Sequence[str]) -> Iterable[str]:
    """Yield every reason why a record is not due for disposal. Without any it is."""
    if kept.ends is None:
        yield f"{kept.why[:1].upper()}{kept.why[1:]}."
    elif kept.ends >= today:
        yield f"It is kept until {kept.ends.isoformat()}."
    for number in holds:
        yield f"It is under the legal hold {number}."
    if younger:
        shown = ", ".join(younger[:5]) + (f" and {len(younger) - 5} more" if len(younger) > 5 else "")
        yield f"Records that are still kept refer to it: {shown}."


def _years(record: str, registry: Registry) -> int | None:
    """Return the years of a type under one registry; None for good, which also holds for a type it does not name."""
    found = registry.type_named(record)
    kind = registry.class_of(found) if found else None
    return kind.years if kind else None


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)
