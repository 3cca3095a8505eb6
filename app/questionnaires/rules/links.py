"""What stands behind a personal link, and how long an outside session lives. Pure."""

from datetime import datetime, timedelta
from enum import Enum

IDLE = timedelta(hours=2)
"""Longer than for our own people: a questionnaire is filled in between other work, and a session opens one request."""
ABSOLUTE = timedelta(hours=12)

LATER_THAN_DUE = timedelta(days=20)
"""How long after the due day personal links still work, unless somebody sets another day."""


class Door(Enum):
    """How a link is answered."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    RECALLED = "recalled"


def door(*, is_revoked: bool, expires_at: datetime, request_ends_at: datetime, state: str, now: datetime) -> Door:
    """Judge a link that is known. It ends at the moment ``expires_at``, not after it."""
    if is_revoked:
        return Door.REVOKED
    if state == "recalled":
        return Door.RECALLED
    if now >= min(expires_at, request_ends_at):
        return Door.EXPIRED
    return Door.OPEN


def is_alive(started_at: datetime, last_seen_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether an outside session may still be used; a clock that went back before its start ends it as well."""
    return ended_at is None and started_at <= now < min(started_at + ABSOLUTE, last_seen_at + IDLE)
