"""Legal holds: what they reach, and who lifts them. A hold stands against every disposal until a signature lifts it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.records.separation import Step

SCOPES = {
    "everything": "everything in this portal",
    "supplier": "a supplier and all that belongs to it (SUP-0001)",
    "service": "a service and all that belongs to it (SVC-0001)",
    "record_type": "every record of one type (impact.assessment)",
    "record": "one record (RIA-2026-0001)",
}

STEP = Step("LIFT-HOLD", "QA")
"""The signature that lifts a hold."""


@dataclass(frozen=True)
class HoldScope:
    """An active hold, as far as disposal needs to know it."""

    number: str
    scope: str
    value: str | None


@dataclass(frozen=True)
class Place:
    """Where a record stands: its type, its own number, and the numbers of its service and supplier."""

    record: str
    number: str | None
    service: str | None = None
    supplier: str | None = None


def holding(place: Place, holds: Sequence[HoldScope]) -> list[str]:
    """Return the numbers of the holds that reach a record."""
    return [one.number for one in holds if _reaches(one, place)]


def problems(scope: str, value: str, *, exists: bool) -> Iterable[str]:
    """Yield what stands against setting a hold."""
    if scope not in SCOPES:
        yield "Choose what the hold covers."
    elif scope == "everything" and value:
        yield "A hold on everything names no single record; leave the field empty."
    elif scope != "everything" and not value:
        yield f"Name what the hold covers: {SCOPES[scope]}."
    elif scope != "everything" and not exists:
        yield f"There is nothing called “{value[:60]}” here. Look the number up and type it again."


def barred(set_by: str) -> Mapping[str, str]:
    """Return who may not lift a hold: whoever set it."""
    return {set_by: "You set this hold; somebody else of QA lifts it."}


def _reaches(hold: HoldScope, place: Place) -> bool:
    held = {
        "everything": hold.value,
        "supplier": place.supplier,
        "service": place.service,
        "record_type": place.record,
        "record": place.number,
    }
    return hold.scope == "everything" or (hold.value is not None and held.get(hold.scope) == hold.value)
