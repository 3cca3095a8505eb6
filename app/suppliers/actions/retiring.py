"""Leaving the register and coming back: the state, since when, and why."""

from datetime import datetime

from app.records.lifecycle import Verdict
from app.records.moves import MoveRefused, move
from app.suppliers.models import Service, Supplier, Workflow

Registered = Supplier | Service | Workflow


class StillInUse(MoveRefused):
    """It cannot be retired or reactivated yet; ``reasons`` names everything that stands in the way."""

    def __init__(self, number: str, verb: str, reasons: tuple[str, ...]) -> None:
        super().__init__(f"{number} cannot be {verb} yet. {' '.join(reasons)}")
        self.reasons = reasons


def retire(record: Registered, verdict: Verdict, reason: str, now: datetime) -> None:
    """Take ``record`` out of use. Raises StillInUse with the full list of what holds it."""
    if not verdict.is_allowed:
        raise StillInUse(record.number, "retired", verdict.reasons)
    move(record, "retire", f"{record.__record__}.retired", reason)
    record.retired_at, record.retired_because = now, reason


def reactivate(record: Registered, verdict: Verdict, reason: str) -> None:
    """Bring ``record`` back into use. Raises StillInUse when what it stands on is retired."""
    if not verdict.is_allowed:
        raise StillInUse(record.number, "reactivated", verdict.reasons)
    move(record, "reactivate", f"{record.__record__}.reactivated", reason)
    record.retired_at = record.retired_because = None
