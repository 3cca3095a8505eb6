"""May this record be signed, as far as the review of its trail goes? (21 CFR 11.10(e), draft Annex 11 12.4–12.8)"""

from datetime import datetime

from app.inspection.queries import record_trails
from app.inspection.queries.inspections import INSPECTOR, running_for
from app.people.models import Person
from app.records.actor import Actor
from app.records.regulated import Regulated


def trail_is_reviewed(record: Regulated, meaning: str, actor: Actor, now: datetime) -> str | None:
    """Return a sentence while a review that the rules ask for is missing, or no longer covers the record."""
    del actor, now
    if not record_trails.is_asked_before(record, meaning):
        return None
    return record_trails.uncovered_sentence(record)


RECORD_GATES = (trail_is_reviewed,)


def inspection_runs(person: Person, now: datetime) -> str | None:
    """Return a sentence unless an inspection runs for an inspector's account now (21 CFR 11.10(d))."""
    if INSPECTOR not in person.roles or running_for(person.id, now) is not None:
        return None
    return (
        "No inspection runs for this account now, so it opens nothing. It runs from the first to the last day that was "
        "agreed; ask quality assurance of the company."
    )


ENTRY_GATES = (inspection_runs,)
