"""Time as a value: UTC, to the millisecond, always handed on as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Something that tells the time. The running product uses `system_clock`; the demo replays its history."""


WIDTH = 24
"""Characters of a time as text."""


def system_clock() -> datetime:
    """Return the present time in UTC, cut to whole milliseconds."""
    return cut(datetime.now(UTC))


def cut(moment: datetime) -> datetime:
    """Return ``moment`` in UTC without what lies below a millisecond. Raises ValueError for a naive time."""
    if moment.tzinfo is UTC and not moment.microsecond % 1000:
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"The time {moment} names no zone.")
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def to_text(moment: datetime) -> str:
    """Write ``moment`` as ``YYYY-MM-DDTHH:MM:SS.mmmZ``."""
    return cut(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote. Raises ValueError for anything else."""
    if len(text) != WIDTH or text[10] != "T" or text[-1] != "Z":
        raise ValueError(f"{text!r} is not a time as the record writes it.")
    return datetime.fromisoformat(text)
