"""When is a mail tried again, and when does trying end? Pure; nothing here drops a mail without a word."""

from datetime import datetime, timedelta
from typing import Final

DELAYS: Final = tuple(timedelta(minutes=one) for one in (1, 2, 5, 10, 20, 40, 60, 120, 240))
"""Pauses after the first, second, … try; the last one repeats."""
ALARM_AFTER: Final = timedelta(hours=4)
"""A mail that waits longer raises the alarm."""
GIVEN_UP_AFTER: Final = timedelta(hours=72)
"""Trying ends then; the mail stays on its page, and a person may start it again."""


def next_try(now: datetime, tries: int) -> datetime:
    """Return when a mail is tried again that was tried ``tries`` times."""
    return now + DELAYS[min(max(tries, 1), len(DELAYS)) - 1]


def is_given_up(now: datetime, since: datetime, tries: int) -> bool:
    """Tell whether a mail was tried for long enough; one that waited because the clock stood still was not."""
    return tries > len(DELAYS) and now - since >= GIVEN_UP_AFTER


def is_alarming(now: datetime, since: datetime) -> bool:
    """Tell whether a mail waits for so long that people have to hear of it."""
    return now - since >= ALARM_AFTER
