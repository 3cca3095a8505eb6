"""What several views of this room need: the record of an address, and the history below it."""

from dataclasses import replace
from typing import Any

from flask import abort, request

from app.records.regulated import Regulated
from app.releases import queries
from app.releases.models import Feed, Release
from app.suppliers.queries.history import history_of

_DIGESTS = frozenset({"entry sha256", "note sha256"})
"""What the feed's memory compares with; the page shows the words themselves and their difference."""


def found_feed(number: str) -> Feed:
    """Return the feed of this number, or 404."""
    return queries.feed(number) or abort(404)


def found_release(number: str) -> Release:
    """Return the release of this number, or 404."""
    return queries.release(number) or abort(404)


def number_in_query(name: str) -> int | None:
    """Return a whole number of the address, or None."""
    asked = request.args.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else None


def history_context(record: Regulated) -> dict[str, Any]:
    """Return the events of a record for its page, from ``?history=<number>`` downwards when it is asked for."""
    before = number_in_query("history")
    events, more = history_of(record, before)
    events = [replace(one, changes=tuple(told for told in one.changes if told[0] not in _DIGESTS)) for one in events]
    return {"events": events, "more": more, "is_older": before is not None}
