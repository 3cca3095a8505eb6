"""What several views of tierings need: the record of an address, and its history."""

from typing import Any

from flask import abort, request

from app.qualification import queries
from app.qualification.models import Tiering
from app.suppliers.queries.history import history_of


def found(number: str) -> Tiering:
    """Return the tiering of an address; 404 when there is none."""
    return queries.tiering(number) or abort(404)


def history_context(tiering: Tiering) -> dict[str, Any]:
    """Return the events of a tiering for its page, from ``?history=<number>`` downwards when it is asked for."""
    asked = request.args.get("history", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    events, more = history_of(tiering, before)
    return {"events": events, "more": more, "is_older": before is not None}
