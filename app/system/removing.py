"""Taking files out of the store once their removal is on record: a sweep that may be killed anywhere and run again.

A restored backup that still holds such a file makes it due again: what counts is the row, not whether it ran before.
"""

from collections.abc import Callable
from datetime import datetime

from app.base.db import transaction
from app.records import naming
from app.records.actor import CLOCK
from app.system.actions import removals as actions
from app.system.queries import contents, removals
from app.system.queries.disposals import disposal

AT_ONCE = 200
"""Files in one transaction: other writers wait no longer than that takes."""


def remove_due(now: datetime, require: Callable[[], None]) -> int:
    """Remove the files that are due to go; return how many went."""
    done = 0
    for number, digests in removals.waiting(now).items():
        read = naming.newest()
        named = contents.namers(digests)
        for at in range(0, len(digests), AT_ONCE):
            with transaction(CLOCK, now):
                require()
                found = disposal(number)
                if found is not None:
                    done += actions.remove(found, digests[at : at + AT_ONCE], named, read)
    return done
