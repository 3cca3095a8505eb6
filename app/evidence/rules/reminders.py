"""Is the owner reminded today that evidence expires? On the days of its kind, never daily; once when it has. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reminder:
    """Which reminder has come: its name for “once each”, and what it says."""

    stage: str
    when: str


def reminder(until: date, today: date, before_days: Sequence[int]) -> Reminder | None:
    """Return the latest reminder whose day has come, or None. Days that passed unsent are not made up for."""
    left = (until - today).days
    if left < 0:
        return Reminder("expired", f"expired after {until}")
    reached = [days for days in before_days if left <= days]
    if not reached:
        return None
    when = "expires today" if left == 0 else "expires tomorrow" if left == 1 else f"expires on {until}, in {left} days"
    return Reminder(str(min(reached)), when)
