"""How long a session lives."""

from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How often the time of the last request is written down; reading a page must not queue behind writers."""


def is_alive(started_at: datetime, last_seen_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether a session may still be used at ``now``: not ended, not idle too long, not older than a day's work.

    A clock that went back before the start ends it as well.
    """
    return ended_at is None and started_at <= now and now - started_at < ABSOLUTE and now - last_seen_at < IDLE
