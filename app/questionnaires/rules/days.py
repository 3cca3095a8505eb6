"""Working days, as suppliers count them. Pure."""

from datetime import date, timedelta

DUE_AFTER = 20
"""Working days that a supplier has by default (regulation.md §2.1)."""

_SATURDAY = 5


def after_working_days(day: date, count: int) -> date:
    """Return the day that is ``count`` working days after ``day``; Saturdays and Sundays do not count."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day
