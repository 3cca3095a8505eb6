"""The invented vendors and the feeds that the demo itself serves on loopback."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Announcement:
    """One release as its vendor announces it. ``production_in`` is days from the announcement to production."""

    id: str
    on: date
    version: str
    note: str
    production_in: int | None

    @property
    def at(self) -> datetime:
        """When it stands in the feed: 06:00 UTC of its day."""
        return datetime.combine(self.on, time(6), UTC)


@dataclass(frozen=True)
class Vendor:
    """A vendor's feed: its title, its form (atom, rss, rdf, json) and everything it ever announced."""

    slug: str
    title: str
    form: str
    announcements: tuple[Announcement, ...]


@cache
def vendors(today: date) -> dict[str, Vendor]:
    """Return the vendors by their short name, with their announcements dated back from ``today``."""
    return {path.stem: _vendor(path, today) for path in sorted(Path(__file__).parent.glob("*.yaml"))}


def _vendor(path: Path, today: date) -> Vendor:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    announcements = [
        Announcement(
            one["id"],
            today - timedelta(days=one["days_ago"]),
            one["version"],
            one["note"],
            one.get("production_in"),
        )
        for one in found["releases"]
    ]
    return Vendor(path.stem, found["title"], found["form"], tuple(announcements))
