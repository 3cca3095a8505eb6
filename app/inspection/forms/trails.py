"""What narrows the trail of a record: read from the address, so that a view of it can be sent to a colleague."""

from collections.abc import Mapping
from datetime import date

from app.inspection.rules.trails import Narrowing
from app.web.filters import ListRefused

_LONGEST = 100


def narrowing(given: Mapping[str, str]) -> tuple[Narrowing, int]:
    """Return what is wanted and which page of it. Raises ListRefused for what cannot be read."""
    if unknown := set(given) - {"person", "field", "act", "from", "to", "page"}:
        raise ListRefused(f"This trail knows no “{min(unknown)[:40]}”. Use the filters above it.")
    person, field, act = (given.get(name, "")[:_LONGEST] for name in ("person", "field", "act"))
    page = given.get("page", "1") or "1"
    if not page.isdecimal() or not 1 <= int(page[:6]) <= 10_000:
        raise ListRefused("Pages are counted from 1. Start again at the first one.")
    return Narrowing(person, field, act, _day(given.get("from", "")), _day(given.get("to", ""))), int(page)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise ListRefused(f"The day “{text[:30]}” cannot be read. Write it as 2026-11-02.") from problem
