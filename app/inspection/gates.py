"""May this record be signed, as far as the review of its trail goes? (21 CFR 11.10(e), draft Annex 11 12.4–12.8)"""

from datetime import datetime

from app.inspection.queries import record_trails
from app.records.actor import Actor
from app.records.regulated import Regulated


def trail_is_reviewed(record: Regulated, meaning: str, actor: Actor, now: datetime) -> str | None:
    """Return a sentence while a review that the rules ask for is missing, or no longer covers the record."""
    del actor, now
    if not record_trails.is_asked_before(record, meaning):
        return None
    return record_trails.uncovered_sentence(record)


RECORD_GATES = (trail_is_reviewed,)
