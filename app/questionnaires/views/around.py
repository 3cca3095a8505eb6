"""What several views of questionnaires need: the history below a record."""

from typing import Any

from flask import request

from app.records.regulated import Regulated
from app.suppliers.queries.history import history_of


def history_context(record: Regulated) -> dict[str, Any]:
    """Return the events of a record for its page, from ``?history=<number>`` downwards when it is asked for."""
    asked = request.args.get("history", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 18 else None
    events, more = history_of(record, before)
    return {"events": events, "more": more, "is_older": before is not None}
