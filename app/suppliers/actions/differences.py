"""Setting only what differs, so that a form sent unchanged leaves no event."""

from collections.abc import Mapping
from typing import Any

from app.records import trail
from app.records.regulated import Regulated


def set_changed(record: Regulated, values: Mapping[str, Any], act: str, reason: str | None) -> bool:
    """Set what differs from the record and name act and reason. Returns False when nothing differs."""
    changed = {name: value for name, value in values.items() if getattr(record, name) != value}
    if not changed:
        return False
    for name, value in changed.items():
        setattr(record, name, value)
    trail.say(record, act, reason)
    return True
