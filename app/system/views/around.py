"""What several views of the system need: the history below a record."""

from dataclasses import replace
from typing import Any

from flask import request

from app.records.regulated import Regulated
from app.suppliers.queries.history import history_of

_SHOWN_ABOVE = {"items", "source files", "classes", "types", "counts", "set by", "previewed by"}
"""Frozen lists, and who made the record: the page shows them in words, so the history would only repeat them."""


def history_context(record: Regulated) -> dict[str, Any]:
    """Return the events of a record for its page, from ``?history=<number>`` downwards when it is asked for."""
    asked = request.args.get("history", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    events, more = history_of(record, before)
    shown = [replace(one, changes=tuple(two for two in one.changes if two[0] not in _SHOWN_ABOVE)) for one in events]
    return {"events": shown, "more": more, "is_older": before is not None}
