"""On which days people are reminded of a due date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class Reminders:
    """The days of one version: so many days before the due date, and whether once more when it has passed."""

    version: Version
    before_days: tuple[int, ...]
    is_sent_overdue: bool


def reminders_of(content: Mapping[str, Any], version: Version) -> Reminders:
    """Build the days from checked content."""
    return Reminders(version, tuple(sorted(content["before_days"], reverse=True)), bool(content["when_overdue"]))
