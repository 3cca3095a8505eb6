"""What a request did: the ledger's new events beside the database's real differences."""

import json
from typing import Any

from app.records.regulated import record_types
from app.records.unregulated import REASONS
from tests.security.fortress import Fortress

RANDOM = {"challenge", "token_sha256", "sha256", "size", "auth_at", "entry_sha256", "digest", "salt"}
"""Fields whose value no two requests share."""


def events_since(fortress: Fortress, size: int) -> list[dict[str, Any]]:
    """Return the bodies of the events after ``size``."""
    found = fortress.eyes.execute("SELECT body FROM ledger_event WHERE seq > ? ORDER BY seq", (size,))
    return [json.loads(body) for (body,) in found]


def recorded_since(fortress: Fortress, size: int) -> list[tuple[Any, ...]]:
    """Return what the events after ``size`` say, without what differs between two equal requests and without order."""
    found = [
        (one["act"], one["obj"], _steady(one["before"]), _steady(one["after"]), one["reason"])
        for one in events_since(fortress, size)
    ]
    return sorted(found, key=repr)


def _steady(fields: dict[str, Any] | None) -> dict[str, Any] | None:
    if fields is None or "rows" in fields:
        return None
    return {name: value for name, value in fields.items() if name not in RANDOM}


Rows = dict[str, dict[Any, dict[str, Any]]]


def unrecorded(fortress: Fortress, before: Rows, after: Rows, events: list[dict[str, Any]]) -> list[str]:
    """Name every difference of a regulated table that no event tells with its old and new value, and the reverse."""
    told: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
    for one in events:
        olds, news = told.setdefault((one["obj"]["type"], one["obj"]["id"]), ({}, {}))
        for name, value in (one["before"] or {}).items():
            olds.setdefault(name, value)
        news.update(one["after"] or {})
        for line in _batch(fortress, one):
            told[one["obj"]["type"].removesuffix(".batch"), line["id"]] = ({}, line["fields"])
    tables = {kind.__tablename__: name for name, kind in record_types().items()}
    found = []
    for table in sorted(after.keys() - REASONS.keys()):
        for key, row in after[table].items():
            old = before[table].get(key, {})
            olds, news = told.get((tables[table], str(key)), ({}, {}))
            for name in row.keys() - {"id", "version"}:
                found += _untold(
                    f"{table} {key} {name}", old.get(name), row[name], (olds.get(name), news.get(name)), old
                )
        found += [f"{table} {key} is gone" for key in before[table].keys() - after[table].keys()]
    return found


def _batch(fortress: Fortress, event: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of an event over many; they stand in the file store under the digest that the event names."""
    if not event["obj"]["type"].endswith(".batch"):
        return []
    digest = event["after"]["rows"]["sha256"]
    text = (fortress.folder / "files" / digest[:2] / digest).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _untold(what: str, old: Any, new: Any, told: tuple[Any, Any], is_old_row: Any) -> list[str]:
    if old == new or (not is_old_row and new is None and told[1] is None):
        return []
    if is_old_row and not _same(old, told[0]):
        return [f"{what}: was {old!r}, the event says {told[0]!r}"]
    return [] if _same(new, told[1]) else [f"{what}: is {new!r}, the event says {told[1]!r}"]


def _same(stored: Any, told: Any) -> bool:
    """Compare a raw value of the database with a value of an event; long values stand there by their digest."""
    if isinstance(told, bool):
        return stored == int(told)
    if isinstance(told, dict) and told.keys() == {"sha256", "size", "name"}:
        return isinstance(stored, str) and len(stored.encode()) == told["size"]
    if isinstance(told, dict | list):
        return isinstance(stored, str) and json.loads(stored) == told
    return bool(stored == told)
