"""A line of work: what waits for a person, on which record, by when, and why it is theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Task:
    """One line of my work: what to do on which record, by when, why it is mine, and where."""

    what: str
    record: str
    name: str
    due: date | None
    why: str
    link: str
    is_late: bool


def in_order(tasks: Iterable[Task], now: datetime) -> list[Task]:
    """Return the tasks, the earliest due first, things without a date last."""
    today = now.date()
    return sorted(tasks, key=lambda one: (one.due is None, one.due or today))
