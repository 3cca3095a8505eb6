"""The trail of a record in words, and narrowed by person, field, act and day. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from app.inspection.rules.events import TrailEvent

_HIDDEN = frozenset({"number", "name_key"})


@dataclass(frozen=True)
class Narrowing:
    """What somebody wants to see of a trail; empty words narrow nothing."""

    person: str = ""
    field: str = ""
    act: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_set(self) -> bool:
        """Tell whether anything is left out."""
        return self != Narrowing()


def narrowed(events: Iterable[TrailEvent], by: Narrowing, zone: tzinfo = UTC) -> list[TrailEvent]:
    """Return the events that fit, in their order."""
    return [one for one in events if _fits(one, by, zone)]


def _fits(one: TrailEvent, by: Narrowing, zone: tzinfo) -> bool:
    day = one.at.astimezone(zone).date()
    return (
        (not by.person or one.actor_id == by.person)
        and (not by.act or one.act == by.act)
        and (not by.field or by.field in one.after)
        and (by.first is None or day >= by.first)
        and (by.last is None or day <= by.last)
    )


@dataclass(frozen=True)
class Entry:
    """One event in words: who did what to what, old and new values, and why."""

    seq: int
    at: datetime
    name: str
    username: str
    what: str
    reason: str | None
    is_first: bool
    changes: tuple[tuple[str, Any, Any], ...]


def entry(one: TrailEvent) -> Entry:
    """Return an event as people read it."""
    changes = tuple(
        (name, old, new)
        for name, old, new in one.changes
        if name not in _HIDDEN and not (old is None and new is None) and not _is_told_by_name(name, one)
    )
    return Entry(
        one.seq, one.at, one.actor_name, one.actor_username, in_words(one.act), one.reason, not one.before, changes
    )


def _is_told_by_name(field: str, one: TrailEvent) -> bool:
    """Tell whether a person's id stands beside their name, which says it better."""
    return f"{field.removesuffix('_id')}_name" in one.after


def in_words(act: str) -> str:
    """Return an act as words: “impact.change.overridden” becomes “Change overridden”."""
    _, noun, verb = [*act.split("."), "", ""][:3]
    return f"{noun} {verb}".replace("_", " ").strip().capitalize()


def choices(events: Sequence[TrailEvent]) -> dict[str, list[tuple[str, str]]]:
    """Return what a trail can be narrowed by: its own people, fields and acts."""
    people = {one.actor_id: f"{one.actor_name} ({one.actor_username})" for one in events}
    fields = {name for one in events for name in one.after} - _HIDDEN
    acts = {one.act for one in events}
    return {
        "person": sorted(people.items(), key=lambda pair: pair[1]),
        "field": [(name, name.replace("_", " ")) for name in sorted(fields)],
        "act": [(act, in_words(act)) for act in sorted(acts)],
    }
