"""How many wrong links one address may try: a memory of this process alone.

Counted in memory and not in a row: opening a link has no effect on the database, whoever opens it.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

MOST = 30
"""Wrong links within `WITHIN` after which an address has to wait. A company may come from one address."""
WITHIN = timedelta(minutes=15)
_MOST_ADDRESSES = 10_000


class Misses:
    """Wrong links by address. Whoever reached the limit waits until the quarter of an hour is over."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, address: str, now: datetime) -> int:
        """Return for how many seconds this address is asked to wait; 0 when it may go on."""
        with self._lock:
            since, count = self._seen.get(address, (now, 0))
        left = (since + WITHIN - now).total_seconds()
        return max(1, round(left)) if count >= MOST and 0 < left <= WITHIN.total_seconds() else 0

    def count(self, address: str, now: datetime) -> None:
        """Count one wrong link."""
        with self._lock:
            since, count = self._seen.pop(address, (now, 0))
            if not timedelta(0) <= now - since < WITHIN:
                since, count = now, 0
            self._seen[address] = (since, count + 1)
            if len(self._seen) > _MOST_ADDRESSES:
                self._seen.popitem(last=False)
