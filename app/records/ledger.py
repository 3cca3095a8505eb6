"""Appending to the ledger: events become canonical bodies, leaves of the tree, and a signed head per transaction."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import Session

from app.base import canonical, clock, narrowing
from app.records import kernel, notes, tree
from app.records.actor import Actor
from app.records.tables import LedgerEvent, LedgerHead

LARGEST_EVENT = 256 * 1024
"""Bytes; more than this belongs into the content store."""

CLOCK_TOLERANCE = timedelta(seconds=2)
"""How far the clock may stand behind the ledger before signing is refused and other events are marked."""

NO_LEAF = "0" * 64


@dataclass(frozen=True)
class Event:
    """What happened to one object, before it has a place in the ledger."""

    act: str
    type: str
    id: str
    ver: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None = None
    esig: dict[str, Any] | None = None
    files: Sequence[dict[str, Any]] = field(default_factory=tuple)


class ClockBehind(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """The server's clock stands behind the ledger."""


def append(session: Session, actor: Actor, now: datetime, events: Sequence[Event]) -> str:
    """Append ``events`` as one transaction and return the signed head note. The head lock is the last lock taken."""
    belongings = kernel.of(session)
    head = session.execute(
        select(LedgerHead.size, LedgerHead.frontier, LedgerHead.prev, LedgerHead.last_ts).with_for_update()
    ).one()
    at, mark = _time(now, head.last_ts, is_signing=any(event.esig for event in events))
    frontier = tuple(bytes.fromhex(one) for one in head.frontier.split())
    size, prev, shared = head.size, head.prev, _shared(belongings.origin, actor, at, mark)
    rows: list[dict[str, Any]] = []
    for event in events:
        body = _body(event, {**shared, "seq": size + 1, "prev": prev})
        leaf = tree.leaf_hash(body.encode())
        frontier, size, prev = tree.grow(frontier, size, leaf), size + 1, leaf.hex()
        looked_up = {
            "record": f"{event.type}/{event.id}",
            "actor_id": actor.id,
            "act": event.act,
            "ts": clock.from_text(at),
        }
        rows.append({"seq": size, "body": body, "leaf_hash": leaf, "head_note": None, **looked_up})
    note = notes.sign(notes.Head(belongings.origin, size, tree.root(frontier)), belongings.key)
    rows[-1]["head_note"] = note
    session.execute(insert(LedgerEvent), rows)
    session.execute(
        update(LedgerHead).values(
            size=size,
            frontier=" ".join(one.hex() for one in frontier),
            prev=prev,
            last_ts=max(clock.from_text(at), head.last_ts or now),
        )
    )
    return note


def newest_note(session: Session) -> str | None:
    """Return the signed head of the last transaction, or None for an empty ledger."""
    query = select(LedgerEvent.head_note).order_by(LedgerEvent.seq.desc()).limit(1)
    with narrowing.lifted():
        return session.execute(query).scalar_one_or_none()


def origin(session: Session | Connection) -> str | None:
    """Return the name that the ledger began with, or None for an empty one."""
    first = session.execute(select(LedgerEvent.body).where(LedgerEvent.seq == 1)).scalar_one_or_none()
    return None if first is None else str(json.loads(first)["origin"])


def _time(now: datetime, last: datetime | None, *, is_signing: bool) -> tuple[str, str]:
    """Give the events their time. Small steps back are evened out; larger ones are marked, and nobody signs in them."""
    if last is None or now >= last:
        return clock.to_text(now), "ok"
    if last - now <= CLOCK_TOLERANCE:
        return clock.to_text(last), "ok"
    if is_signing:
        raise ClockBehind(
            f"The server's clock says {clock.to_text(now)}, but the record already reaches {clock.to_text(last)}. "
            "Nothing was signed; ask the administrator to set the clock right, then sign again."
        )
    return clock.to_text(now), "back"


def _shared(origin: str, actor: Actor, at: str, mark: str) -> dict[str, Any]:
    who = {"id": actor.id, "username": actor.username, "name": actor.name, "kind": actor.kind}
    return {
        "v": 1,
        "origin": origin,
        "ts": at,
        "clk": mark,
        "tx": secrets.token_hex(8),
        "actor": who,
        "sid": actor.sid,
    }


def _body(event: Event, shared: dict[str, Any]) -> str:
    body = canonical.canonical(
        {
            **shared,
            "act": event.act,
            "obj": {"type": event.type, "id": event.id, "ver": event.ver},
            "before": event.before,
            "after": event.after,
            "reason": event.reason,
            "esig": event.esig,
            "files": list(event.files),
        }
    )
    if len(body.encode()) > LARGEST_EVENT:
        raise ValueError(f"The change of {event.type} {event.id} is larger than one event may be (256 KiB).")
    return body
