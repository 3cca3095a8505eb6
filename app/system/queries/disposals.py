"""What is past its retention: every record with a clock of its own, the holds on it, and who still refers to it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.people.models import Person
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.regulated import Regulated, record_types
from app.records.revisions import signatures_of
from app.records.separation import Step, may_sign
from app.suppliers.models import Service, Supplier
from app.system.models import Disposal, RegistryVersion
from app.system.queries.holds import active_scopes
from app.system.queries.references import References
from app.system.queries.registries import registry_of
from app.system.rules import holds as hold_rules
from app.system.rules import retention as rules
from app.web.listing import Column, Listing


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


def preview(today: date) -> Preview:
    """Look at every record that has a clock of its own. Changes nothing."""
    periods = list(_periods())
    present = next((one.registry for one in periods if one.until is None), None)
    if present is None:
        return Preview([], [])
    kept: dict[tuple[str, int], rules.Retention] = {}
    rows: dict[tuple[str, int], Seen] = {}
    for one in present.types:
        kind = record_types().get(one.record)
        if kind is None or one.starts is None:
            continue
        for seen in _seen(kind, one.starts):
            rows[one.record, seen.id] = seen
            kept[one.record, seen.id] = rules.retention(one.record, seen.starts, periods)
    past = {key for key, found in kept.items() if found.ends is not None and found.ends < today}
    items = _items(past, rows, kept, today, References(present))
    counted = Counter(record for record, _ in kept.keys() - past)
    return Preview(items, [{"record": record, "kept": count} for record, count in sorted(counted.items())])


def _seen(kind: type[Regulated], starts: str) -> Iterator[Seen]:
    names = [name for name in ("number", "service_id") if name in kind.__mapper__.columns]
    columns = [kind.id, getattr(kind, starts), *(getattr(kind, name) for name in names)]
    for identifier, started, *more in db.session.execute(select(*columns).order_by(kind.id)):
        known = dict(zip(names, more, strict=True))
        yield Seen(identifier, _day(started), known.get("number"), known.get("service_id"))


def _items(
    past: set[tuple[str, int]],
    rows: dict[tuple[str, int], Seen],
    kept: dict[tuple[str, int], rules.Retention],
    today: date,
    references: References,
) -> list[dict[str, Any]]:
    """Judge each; a record that is kept for a hold keeps what it refers to, so it is done until nothing changes."""
    scopes, places = active_scopes(), _places(rows, past)
    held = {key: hold_rules.holding(places[key], scopes) for key in past}
    users = {key: references.to(*key) for key in past}
    staying = {key for key in past if held[key]}
    while more := {key for key in past - staying if users[key] - (past - staying)}:
        staying |= more
    due = past - staying
    found = []
    for key in sorted(past):
        younger = sorted(_name(*one, rows) for one in users[key] - due)
        found.append(
            {
                "record": key[0],
                "id": str(key[1]),
                "name": _name(*key, rows),
                "ended": (kept[key].ends or today).isoformat(),
                "why": kept[key].why,
                "reasons": list(rules.obstacles(kept[key], today, held[key], younger)),
            }
        )
    return found


def _periods() -> Iterator[rules.Period]:
    query = select(RegistryVersion).where(RegistryVersion.state.in_(("effective", "superseded")))
    for one in db.session.scalars(query.order_by(RegistryVersion.id)):
        since = one.decided_at or one.drafted_at
        yield rules.Period(registry_of(one), since.date(), one.ended_at.date() if one.ended_at else None)


def _places(rows: dict[tuple[str, int], Seen], past: set[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    suppliers = {row.id: row.number for row in db.session.execute(select(Supplier.id, Supplier.number))}
    services = {row.id: row for row in db.session.execute(select(Service.id, Service.number, Service.supplier_id))}
    found = {}
    for key in past:
        row = rows[key]
        service = services.get(row.id if key[0] == Service.__record__ else row.service_id or 0)
        owner = row.id if key[0] == Supplier.__record__ else service.supplier_id if service else 0
        found[key] = hold_rules.Place(key[0], row.number, service.number if service else None, suppliers.get(owner))
    return found


def _name(record: str, identifier: int, rows: dict[tuple[str, int], Seen]) -> str:
    seen = rows.get((record, identifier))
    return seen.number if seen and seen.number else f"{record} {identifier}"


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def disposal(number: str) -> Disposal | None:
    """Return the disposal of this number with who previewed it."""
    query = select(Disposal).where(Disposal.number == number)
    return db.session.scalar(query.options(joinedload(Disposal.previewed_by)))


def every_disposal() -> Select[Any]:
    """Return all disposals, to be narrowed by the list."""
    query = select(Disposal).join(Person, Person.id == Disposal.previewed_by_id)
    return query.options(joinedload(Disposal.previewed_by))


def listing() -> Listing:
    """Return the disposals as a list, newest first."""
    return Listing(
        columns=(
            Column("number", "Number", lambda row: row.number, Disposal.number, href=_address),
            Column("state", "State", lambda row: row.state, Disposal.state, kind="chip"),
            Column("due", "Due", lambda row: len(row.due), kind="number"),
            Column("kept", "Past, but kept", lambda row: len(row.kept), kind="number"),
            Column("by", "Previewed by", lambda row: row.previewed_by, Person.name, kind="person"),
            Column("at", "Previewed", lambda row: row.previewed_at, Disposal.previewed_at, kind="time"),
        ),
        key=Disposal.id,
        sort="-number",
    )


def next_step(found: Disposal) -> Step | None:
    """Return the signature that is awaited now."""
    return {"previewed": rules.STEPS[0], "requested": rules.STEPS[1]}.get(found.state)


def verdict(found: Disposal, actor: Actor) -> Verdict:
    """Judge whether this person may give the signature that is awaited now."""
    step = next_step(found)
    signed: Sequence[tuple[str, str]] = [(one.meaning, one.signer_id) for one in signatures_of(found)]
    own = {str(found.previewed_by_id): "You made this preview; somebody else of QA approves it."}
    barred = own if step is rules.STEPS[1] else {}
    asked = may_sign(step, signed, actor.id, actor.roles, barred)
    empty = [] if found.due else [f"Nothing in {found.number} is due, so there is nothing to dispose of."]
    return Verdict.of([*asked.reasons, *empty])


def _address(row: Disposal) -> str:
    return url_for("disposals.show", number=row.number)
