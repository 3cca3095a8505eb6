"""People as the rules of the register see them."""

from app.base.db import db
from app.people.models import Person
from app.suppliers.rules.owners import Candidate


def candidate(person_id: int | None) -> Candidate | None:
    """Return the person as a candidate for owning something; an unknown id is nobody."""
    person = db.session.get(Person, person_id) if person_id is not None else None
    return None if person is None else candidate_of(person)


def candidate_of(person: Person) -> Candidate:
    """Return a loaded person as a candidate."""
    return Candidate(person.id, person.label, tuple(person.roles), person.is_active)
