"""What a version changed against the one before it, in the words of a reviewer.

Added | removed | reworded: what people read | reweighted: what answers are worth | asked otherwise: when a question
comes | changed: everything else. Nothing that differs is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.content.questions import Questionnaire, condition_of
from app.content.version import Version
from app.questionnaires.rules.phrases import phrase

_NO_QUESTIONS = Questionnaire(Version("", "", ""), "", (), ())
Content = Mapping[str, Any]
ADDED, REMOVED, REWORDED, REWEIGHTED, ASKED_OTHERWISE, CHANGED = (
    "added",
    "removed",
    "reworded",
    "reweighted",
    "asked otherwise",
    "changed",
)
_WORDS = {"text", "why", "evidence", "label", "title", "name", "reason", "anchors", "clauses"}
_WEIGHTS = {"weight", "knock_out", "value", "partial_after_months", "scored", "at_least", "at_most"}
_CONDITIONS = {"asked_when", "shown_when", "asked_at"}
_HEADER = {"changelog", "version", "status", "default_note", "source"}


@dataclass(frozen=True)
class Change:
    """One difference: its kind, the part of the definition, and what stood and stands there."""

    kind: str
    where: str
    before: str
    after: str


def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """Return every difference between two versions, in the order of the newer one; the header apart."""
    kept = {key: value for key, value in before.items() if key not in _HEADER}
    new = {key: value for key, value in after.items() if key not in _HEADER}
    return tuple(_between(kept, new, ()))


def _between(before: object, after: object, place: tuple[str, ...]) -> Iterator[Change]:
    if before == after:
        return
    old, new = _named(before), _named(after)
    if place and place[-1] in _CONDITIONS:
        yield Change(ASKED_OTHERWISE, " › ".join(place), _when(before), _when(after))
        return
    if old is None or new is None:
        yield Change(_kind(place), " › ".join(place), _told(before), _told(after))
        return
    for key, value in new.items():
        if key in old:
            yield from _between(old[key], value, (*place, key))
        else:
            yield Change(_kind((*place, key), ADDED), " › ".join((*place, key)), "", _told(value))
    for key, value in old.items():
        if key not in new:
            yield Change(_kind((*place, key), REMOVED), " › ".join((*place, key)), _told(value), "")
    if list(old) != list(new) and set(old) == set(new):
        yield Change(CHANGED, " › ".join(place), ", ".join(old), ", ".join(new))


def _named(value: object) -> Mapping[str, Any] | None:
    """Return a mapping, or a list of things that have ids or codes, by name; None for anything else."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        names = [str(one.get("id") or one.get("code") or "") for one in value]
        if all(names) and len(set(names)) == len(names):
            return dict(zip(names, value, strict=True))
    return None


def _kind(place: tuple[str, ...], otherwise: str = CHANGED) -> str:
    parts = set(place)
    if parts & _CONDITIONS:
        return ASKED_OTHERWISE
    last = place[-1] if place else ""
    if last in _WEIGHTS:
        return REWEIGHTED
    return REWORDED if last in _WORDS and otherwise == CHANGED else otherwise


def _when(value: object) -> str:
    """Return a condition in words; where it names answers, by their codes."""
    condition = condition_of(value) if isinstance(value, Mapping) else None
    return phrase(condition, _NO_QUESTIONS) if condition else _told(value)


def _told(value: object) -> str:
    """Return a value on one line, the text of a question first."""
    if isinstance(value, Mapping):
        if "text" in value and "id" in value:
            return str(value["text"])
        return "; ".join(f"{key}: {_told(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_told(item) for item in value)
    return str(value)
