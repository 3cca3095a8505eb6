"""What happened to a record of the register, as its page shows it: people by name, without derived fields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.base.db import db
from app.people.models import Person
from app.records import history
from app.records.history import HistoryEvent
from app.records.regulated import Regulated

SHOWN = 20
"""Events on a page; older ones follow by their link."""

_DERIVED = {"name_key", "supplier_id", "service_id", "number"}
"""Fields that repeat another field or the page itself."""

_PEOPLE = {"owner_id", "bpo_id", "so_id", "confirmed_by_id", "drafted_by_id", "uploaded_by_id", "author_id"}
_LABELS = {
    "bpo_id": "business process owner",
    "so_id": "system owner",
    "is_regulated": "used for regulated work",
    "notice_days": "contractual notice in days",
    "keeps_part11_records": "keeps Part 11 records",
}


@dataclass(frozen=True)
class HistoryLine:
    """One event in the words of a page."""

    seq: int
    at: datetime
    name: str
    username: str
    act: str
    reason: str | None
    changes: tuple[tuple[str, str, str], ...]


def history_of(record: Regulated, before_seq: int | None = None) -> tuple[list[HistoryLine], int | None]:
    """Return the newest events and, when there are older ones, the number to ask them with."""
    events = history.of(record.__record__, record.id, SHOWN + 1, before_seq)
    more = events[SHOWN - 1].seq if len(events) > SHOWN else None
    shown = events[:SHOWN]
    names = _names(shown)
    return [_line(one, names) for one in shown], more


def _line(one: HistoryEvent, names: dict[int, str]) -> HistoryLine:
    changes = tuple(
        (_label(field), _word(field, old, names), _word(field, new, names))
        for field, old, new in one.changes
        if field not in _DERIVED and not (old is None and new is None)
    )
    return HistoryLine(one.seq, one.at, one.actor_name, one.actor_username, one.verb, one.reason, changes)


def _names(events: Sequence[HistoryEvent]) -> dict[int, str]:
    ids = {value for one in events for value in _person_ids(one)}
    if not ids:
        return {}
    return {one.id: one.label for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}


def _person_ids(event: HistoryEvent) -> Iterable[int]:
    for field, old, new in event.changes:
        if field in _PEOPLE:
            yield from (value for value in (old, new) if isinstance(value, int))


def _label(field: str) -> str:
    return _LABELS.get(field, field.removesuffix("_id").removeprefix("is_").replace("_", " "))


def _word(field: str, value: Any, names: dict[int, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field in _PEOPLE and isinstance(value, int):
        return names.get(value, f"person {value}")
    if isinstance(value, list):
        return ", ".join(str(one).replace("_", " ") for one in value)
    if isinstance(value, dict):
        return f"text of {value.get('size', '?')} bytes, SHA-256 {str(value.get('sha256', ''))[:12]}"
    return str(value)
