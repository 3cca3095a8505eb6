"""Watches: each names the kinds of alarms it decides on and says which causes stand now. A pull, run by the clock.

Higher rooms bring their own (`releases/watches.py`, `impact/watches.py`, `inspection/watches.py`); the clock's table
lists them all. Running twice adds nothing, and a crash in between loses nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.notices.actions import end_alarm, raise_alarms, tell
from app.notices.models import Alarm
from app.notices.queries import alarms as queries
from app.notices.queries.notices import told
from app.notices.rules.causes import Cause, News
from app.notices.rules.kinds import KINDS

MOST_AT_ONCE = 200
"""Alarms raised, or people told, in one transaction; the next turn does the rest."""


@dataclass(frozen=True)
class Watch:
    """One look at something that can go wrong, and the kinds of alarms it raises and ends."""

    name: str
    kinds: tuple[str, ...]
    causes: Callable[[datetime], Iterable[Cause]]


@dataclass(frozen=True)
class Errand:
    """One look at something that people have to be told."""

    name: str
    news: Callable[[datetime], Iterable[News]]


@dataclass(frozen=True)
class Changes:
    """What a watch found: causes without an alarm, alarms without a cause."""

    new: Sequence[Cause]
    gone: Sequence[Alarm]

    def __bool__(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self.new or self.gone)


def changes(watch: Watch, now: datetime) -> Changes:
    """Compare the causes that stand with the open alarms. Reads only."""
    standing = {one.key: one for one in watch.causes(now)}
    opened = {one.open_key: one for one in queries.open_of_kinds(watch.kinds)}
    new = [cause for key, cause in standing.items() if key not in opened]
    gone = [alarm for key, alarm in opened.items() if key not in standing and _may_end(alarm)]
    return Changes(new[:MOST_AT_ONCE], gone[:MOST_AT_ONCE])


def settle(found: Changes, now: datetime) -> list[Alarm]:
    """Raise and end what was found; needs a writing transaction of the clock. Returns the new alarms."""
    for alarm in found.gone:
        end_alarm(alarm, now)
    return raise_alarms(found.new, now)


def untold(errand: Errand, now: datetime) -> list[News]:
    """Return what people have to be told and were not told yet. Reads only."""
    news = list(errand.news(now))
    known = told([one.key for one in news])
    return [one for one in news if one.key not in known][:MOST_AT_ONCE]


def run_errand(news: Iterable[News], now: datetime) -> int:
    """Tell all of it; needs a writing transaction. Returns how much was new."""
    return sum(tell(one, now) is not None for one in news)


def _may_end(alarm: Alarm) -> bool:
    return alarm.state == "acknowledged" or not KINDS[alarm.kind].until_acknowledged
