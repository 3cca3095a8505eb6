"""The day on which the demo company was made; its vendors' announcements are dated back from it."""

from datetime import date
from pathlib import Path

from config import Settings


def today_of_the_demo(settings: Settings) -> date:
    """Return the day on which the demo company of this installation was made."""
    path = _path(settings)
    return date.fromisoformat(path.read_text(encoding="ascii")) if path.exists() else date(2026, 1, 5)


def keep_today(settings: Settings, today: date) -> None:
    """Remember the day."""
    _path(settings).write_text(today.isoformat(), encoding="ascii")


def _path(settings: Settings) -> Path:
    return settings.data_dir / "demo-since"
