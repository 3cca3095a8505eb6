"""Is somebody reminded of a due date today? On a few sensible days, never daily. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reminder:
    """Which reminder of a due date has come: its name for “once each”, and what it says."""

    stage: str
    when: str


def reminder(due: date, today: date, before_days: Sequence[int], *, is_sent_overdue: bool) -> Reminder | None:
    """Return the latest reminder whose day has come, or None. Days that passed unsent are not made up for."""
    left = (due - today).days
    if left < 0:
        return Reminder("overdue", f"was due on {due}") if is_sent_overdue else None
    reached = [days for days in before_days if left <= days]
    if not reached:
        return None
    when = "is due today" if left == 0 else "is due tomorrow" if left == 1 else f"is due on {due}"
    return Reminder(str(min(reached)), when)
