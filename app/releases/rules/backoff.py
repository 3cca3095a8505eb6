"""When is a feed asked again? Later after each failure, never earlier than its server wishes, never not at all.

The delay is the feed's interval, doubled for each failure in a row up to 24 hours. A small addition, worked out from
the feed and the attempt, spreads feeds that would all ask at once. Nothing here can drop a feed.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Final

MAX_DELAY: Final = timedelta(hours=24)
"""Longest pause of a failing feed; a feed whose own interval is longer keeps its interval."""
BUSY_DELAY: Final = timedelta(hours=1)
"""Shortest pause after "429 Too Many Requests" that names no time."""
_SPREAD: Final = 10
"""The addition is at most one tenth of the delay."""


def next_poll(
    now: datetime,
    interval: timedelta,
    feed: str,
    *,
    attempt: int,
    failures: int = 0,
    status: int | None = None,
    retry_after: timedelta | None = None,
) -> datetime:
    """Return when to ask again. `attempt` counts the polls of this feed, `failures` those that failed in a row."""
    longest = max(MAX_DELAY, interval)
    delay = min(interval * (1 << min(failures, 20)), longest)
    if status == 429 and retry_after is None:
        delay = max(delay, BUSY_DELAY)
    if retry_after is not None:
        delay = max(delay, min(retry_after, longest))
    spread = delay // _SPREAD
    # at the ceiling the addition would only move everyone alike, so there it reaches up to the ceiling instead;
    # a server's own wish is never undercut
    floor = min(retry_after, longest) if retry_after is not None else timedelta(0)
    start = max(floor, min(delay, longest - spread))
    return now + min(start + _share(feed, attempt, spread), longest)


def wished_delay(header: str, now: datetime) -> timedelta | None:
    """Return the pause a Retry-After header asks for (seconds or a date, RFC 9110 §10.2.3), or None if it says none."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:12]), 10**9))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(aware - now, timedelta(0))


def _share(feed: str, attempt: int, spread: timedelta) -> timedelta:
    seconds = spread // timedelta(seconds=1)
    number = int.from_bytes(sha256(f"{feed}:{attempt}".encode()).digest()[:8], "big")
    return timedelta(seconds=number % (seconds + 1))
