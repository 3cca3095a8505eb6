"""When triage, assessment, testing and approval are due, in working days of the organisation's own zone.

The production date may be stated, assumed (announced plus the contract's notice) or unknown. Where the notice is
too short a date becomes the next working day and is marked; nothing is ever dated back.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from app.content.due_days import Due, DueDays
from app.content.words import DUE_STEPS

_SATURDAY = 5


@dataclass(frozen=True)
class Production:
    """The date on which the release goes live for us. ``certainty`` is stated, assumed or unknown."""

    on: date | None = None
    certainty: str = "unknown"


@dataclass(frozen=True)
class Notice:
    """When we learnt of a release and what was agreed; all dates in the organisation's zone.

    ``contract_notice_days`` are calendar days; None means that no notice is agreed.
    """

    detected_on: date
    production: Production = Production()
    announced_on: date | None = None
    contract_notice_days: int | None = None
    release_type: str | None = None


@dataclass(frozen=True)
class DueDates:
    """The due date of each step, or None where the tier or the missing production date gives none.

    ``compressed`` names the steps whose date was moved to the next working day because the notice is too short;
    ``is_late_notice`` says that the vendor gave less notice than agreed (or, where nothing is agreed, less than
    our own steps need).
    """

    triage: date | None
    assessment: date | None
    testing: date | None
    approval: date | None
    production: date | None
    is_production_assumed: bool
    is_late_notice: bool
    compressed: tuple[str, ...]
    reasons: tuple[str, ...]


def due_dates(
    notice: Notice,
    tier: str,
    *,
    today: date,
    due_days: DueDays,
    holidays: AbstractSet[date],
    holds_high_process_risk: bool,
) -> DueDates:
    """Return the due dates of an assessment opened ``today``. Raises KeyError for an unknown tier.

    ``holds_high_process_risk`` says that a workflow of the service is high risk: approval after go-live is then
    not allowed for any tier.
    """
    production, is_assumed, reasons = _production(notice)
    wanted = {step: due_days.get(tier, step) for step in DUE_STEPS}
    raw = {
        step: _date(_strict(due, is_high=holds_high_process_risk), notice, production, holidays)
        for step, due in wanted.items()
        if due is not None
    }
    dates, compressed = _compressed(raw, today, holidays)
    is_late, late_reasons = _lateness(notice, production, raw)
    reasons += late_reasons
    reasons += [f"{s.capitalize()}: moved to the next working day, the notice is too short." for s in compressed]
    return DueDates(
        **{step: dates.get(step) for step in DUE_STEPS},
        production=production,
        is_production_assumed=is_assumed,
        is_late_notice=is_late,
        compressed=compressed,
        reasons=tuple(reasons),
    )


def add_working_days(day: date, count: int, holidays: AbstractSet[date]) -> date:
    """Return the day so many working days (Monday to Friday, no holiday) after ``day``, or before if negative."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, holidays)
    return day


def is_working_day(day: date, holidays: AbstractSet[date]) -> bool:
    """Say whether people work on a day."""
    return day.weekday() < _SATURDAY and day not in holidays


def _production(notice: Notice) -> tuple[date | None, bool, list[str]]:
    stated = notice.production
    if stated.on is not None and stated.certainty != "unknown":
        is_assumed = stated.certainty == "assumed"
        return stated.on, is_assumed, [f"Production on {stated.on}, {stated.certainty}."]
    if notice.contract_notice_days is None:
        return None, False, ["The production date is not known and no notice is agreed: ask the vendor."]
    start = notice.announced_on or notice.detected_on
    day = start + timedelta(days=notice.contract_notice_days)
    sentence = f"Production assumed on {day}: {start} plus {notice.contract_notice_days} days of agreed notice."
    return day, True, [sentence]


def _strict(due: Due, *, is_high: bool) -> Due:
    return due.with_high_process_risk if is_high and due.with_high_process_risk else due


def _date(due: Due, notice: Notice, production: date | None, holidays: AbstractSet[date]) -> date | None:
    if due.only_release_types and notice.release_type not in (None, *due.only_release_types):
        return None
    dates = []
    if due.after_detection is not None:
        dates.append(add_working_days(notice.detected_on, due.after_detection, holidays))
    if due.before_production is not None and production is not None:
        dates.append(add_working_days(production, -due.before_production, holidays))
    if due.after_production is not None and production is not None:
        dates.append(add_working_days(production, due.after_production, holidays))
    return min(dates, default=None)


def _compressed(
    raw: dict[str, date | None], today: date, holidays: AbstractSet[date]
) -> tuple[dict[str, date | None], tuple[str, ...]]:
    """Move dates that are past or today to the next working day, and no step behind the one after it."""
    soonest = add_working_days(today, 1, holidays)
    dates: dict[str, date | None] = {}
    following: date | None = None
    for step in reversed(list(raw)):
        day = raw[step]
        if day is not None:
            day = soonest if day <= today or not is_working_day(day, holidays) else day
            day = min(day, following) if following is not None else day
            following = day
        dates[step] = day
    return dates, tuple(step for step, day in raw.items() if dates[step] != day)


def _lateness(notice: Notice, production: date | None, raw: dict[str, date | None]) -> tuple[bool, list[str]]:
    if production is None or notice.production.on is None:
        return False, []
    given = (production - (notice.announced_on or notice.detected_on)).days
    agreed = notice.contract_notice_days
    if agreed is not None:
        sentence = f"Late notice: {given} days were given, {agreed} are agreed."
        return (True, [sentence]) if given < agreed else (False, [])
    missed = [step for step, day in raw.items() if day is not None and day < notice.detected_on]
    if missed:
        return True, [f"Late notice: {given} days are too few for {', '.join(missed)}; none are agreed."]
    return False, []
