"""What is past its retention: every record with a clock of its own, the holds on it, and who still refers to it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.base.db import db
from app.records.regulated import Regulated, record_types
from app.suppliers.models import Service, Supplier
from app.system.models import RegistryVersion
from app.system.queries.contents import documents_of
from app.system.queries.holds import active_scopes
from app.system.queries.references import Key, References
from app.system.queries.registries import registry_of
from app.system.rules import holds as hold_rules
from app.system.rules import retention as rules

MOST_NAMED = 500
"""Records that one statement names by their ids."""


@dataclass(frozen=True)
class Preview:
    """The outcome: records past their time, due or kept with the reasons; and how many of each type are kept on."""

    items: list[dict[str, Any]]
    counts: list[dict[str, Any]]


@dataclass(frozen=True)
class Seen:
    """As much of a record as its retention depends on."""

    id: int
    starts: date | None
    number: str | None
    service_id: int | None


def preview(today: date, *, with_files: bool = True) -> Preview:
    """Look at every record that has a clock of its own, a table at a time. Changes nothing.

    Without its files it answers sooner: who only asks whether records are still due needs no more.
    """
    periods = list(_periods())
    present = next((one.registry for one in periods if one.until is None), None)
    if present is None:
        return Preview([], [])
    kept: dict[Key, rules.Retention] = {}
    rows: dict[Key, Seen] = {}
    for one in present.types:
        kind = record_types().get(one.record)
        if kind is None or one.starts is None:
            continue
        known: dict[date | None, rules.Retention] = {}
        for seen in _seen(kind, one.starts):
            rows[one.record, seen.id] = seen
            if seen.starts not in known:
                known[seen.starts] = rules.retention(one.record, seen.starts, periods)
            kept[one.record, seen.id] = known[seen.starts]
    past = {key for key, found in kept.items() if found.ends is not None and found.ends < today}
    judged = _Judged(past, rows, kept, today, References(present))
    items = _items(judged, with_files=with_files)
    counted = Counter(record for record, _ in kept.keys() - past)
    return Preview(items, [{"record": record, "kept": count} for record, count in sorted(counted.items())])


def _seen(kind: type[Regulated], starts: str | None, ids: Collection[int] | None = None) -> Iterator[Seen]:
    names = [name for name in (starts, "number", "service_id") if name and name in kind.__mapper__.columns]
    query = select(kind.id, *(getattr(kind, name) for name in names)).order_by(kind.id)
    for identifier, *more in db.session.execute(query if ids is None else query.where(kind.id.in_(ids))):
        known = dict(zip(names, more, strict=True))
        yield Seen(identifier, _day(known.get(starts or "")), known.get("number"), known.get("service_id"))


@dataclass(frozen=True)
class _Judged:
    """What is past its time today, and all that was read to say so."""

    past: set[Key]
    rows: dict[Key, Seen]
    kept: dict[Key, rules.Retention]
    today: date
    references: References


def _items(judged: _Judged, *, with_files: bool) -> list[dict[str, Any]]:
    """Judge each; a record that is kept for a hold keeps what it refers to."""
    past, rows = judged.past, judged.rows
    scopes, places = active_scopes(), _places(rows, past)
    held = {key: hold_rules.holding(places[key], scopes) for key in past}
    users = judged.references.to(past)
    due = past - _staying(past, held, users)
    files = documents_of(due, judged.references) if with_files else {}
    found = []
    for key in sorted(past):
        younger = sorted(_name(*one, rows) for one in users[key] - due)
        kept = judged.kept[key]
        found.append(
            {
                "record": key[0],
                "id": str(key[1]),
                "name": _name(*key, rows),
                "ended": (kept.ends or judged.today).isoformat(),
                "why": kept.why,
                "reasons": list(rules.obstacles(kept, judged.today, held[key], younger)),
                "files": files.get(key, []),
            }
        )
    return found


def _staying(past: set[Key], held: Mapping[Key, Sequence[str]], users: Mapping[Key, set[Key]]) -> set[Key]:
    """Return what is kept all the same, each asked once: held, used by what is kept on, or used by such a record."""
    uses: dict[Key, list[Key]] = {}
    for key, found in users.items():
        for one in found:
            uses.setdefault(one, []).append(key)
    waiting = [key for key in past if held[key] or users[key] - past]
    staying = set(waiting)
    while waiting:
        more = [one for one in uses.get(waiting.pop(), ()) if one not in staying]
        staying.update(more)
        waiting.extend(more)
    return staying


def holds_on(keys: Collection[Key]) -> dict[Key, list[str]]:
    """Return the numbers of the holds that reach these records now; records that none reaches are left out."""
    scopes = active_scopes()
    if not scopes:
        return {}
    wanted: dict[str, list[int]] = {}
    for record, identifier in keys:
        wanted.setdefault(record, []).append(identifier)
    rows = {(name, one.id): one for name, ids in wanted.items() for one in _some(record_types()[name], ids)}
    places = _places(rows, rows)
    return {key: held for key, place in places.items() if (held := hold_rules.holding(place, scopes))}


def _some(kind: type[Regulated], ids: Collection[int]) -> Iterator[Seen]:
    """Yield these records; where they are many, the table is read whole, so that one statement does."""
    wanted = set(ids)
    found = _seen(kind, None, wanted if len(wanted) <= MOST_NAMED else None)
    return (one for one in found if one.id in wanted)


def _periods() -> Iterator[rules.Period]:
    query = select(RegistryVersion).where(RegistryVersion.state.in_(("effective", "superseded")))
    for one in db.session.scalars(query.order_by(RegistryVersion.id)):
        since = one.decided_at or one.drafted_at
        yield rules.Period(registry_of(one), since.date(), one.ended_at.date() if one.ended_at else None)


def _places(rows: dict[Key, Seen], past: Collection[Key]) -> dict[Key, hold_rules.Place]:
    suppliers = {row.id: row.number for row in db.session.execute(select(Supplier.id, Supplier.number))}
    services = {row.id: row for row in db.session.execute(select(Service.id, Service.number, Service.supplier_id))}
    found: dict[Key, hold_rules.Place] = {}
    for key in past:
        row = rows[key]
        service = services.get(row.id if key[0] == Service.__record__ else row.service_id or 0)
        owner = row.id if key[0] == Supplier.__record__ else service.supplier_id if service else 0
        found[key] = hold_rules.Place(key[0], row.number, service.number if service else None, suppliers.get(owner))
    return found


def _name(record: str, identifier: int, rows: dict[Key, Seen]) -> str:
    seen = rows.get((record, identifier))
    return seen.number if seen and seen.number else f"{record} {identifier}"


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
