"""May this account enter now? Checks that higher rooms register, such as the days of an inspection.

Asked at sign-in and again at every request, so that access ends with the very next one.
"""

from collections.abc import Callable
from datetime import datetime

from app.people.models import Person

EntryGate = Callable[[Person, datetime], str | None]
"""Returns a sentence when this person may not be in now, else None."""

_gates: list[EntryGate] = []


def register(gate: EntryGate) -> None:
    """Add a check. Registering the same one twice asks it once."""
    if gate not in _gates:
        _gates.append(gate)


def reason_against(person: Person, now: datetime) -> str | None:
    """Return the first sentence that stands against this person's entry, or None."""
    return next((sentence for gate in _gates if (sentence := gate(person, now))), None)
