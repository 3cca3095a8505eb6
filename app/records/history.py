"""What happened to a record, read from the ledger."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.base import canonical, clock
from app.base.db import db
from app.records.tables import LedgerEvent

_NAMES_AT_ONCE = 500


@dataclass(frozen=True)
class HistoryEvent:
    """One event of the ledger, as pages show it."""

    seq: int
    at: datetime
    actor_id: str
    actor_name: str
    actor_username: str
    actor_kind: str
    act: str
    type: str
    id: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str | None
    esig: dict[str, Any] | None
    is_clock_back: bool
    tx: str

    @property
    def verb(self) -> str:
        """The act's last word, as it reads in a sentence."""
        return self.act.rpartition(".")[2].replace("_", " ")

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """Field, old value, new value."""
        return [(name, self.before.get(name), value) for name, value in self.after.items()]


def of(record_type: str, record_id: int | str, limit: int = 50, before_seq: int | None = None) -> list[HistoryEvent]:
    """Return the newest events of one record, newest first."""
    query = select(LedgerEvent.body).where(LedgerEvent.record == f"{record_type}/{record_id}")
    if before_seq is not None:
        query = query.where(LedgerEvent.seq < before_seq)
    return [read(body) for body in db.session.scalars(query.order_by(LedgerEvent.seq.desc()).limit(limit))]


def of_many(records: Sequence[tuple[str, int]]) -> list[tuple[int, str]]:
    """Return (seq, body) of every event of these records, in order."""
    found: dict[int, str] = {}
    for record_type, record_id in records:
        query = select(LedgerEvent.seq, LedgerEvent.body).where(LedgerEvent.record == f"{record_type}/{record_id}")
        found.update((row.seq, row.body) for row in db.session.execute(query))
    return sorted(found.items())


def of_records(names: Collection[str]) -> list[HistoryEvent]:
    """Return every event of these records (``type/id``) in order, a few hundred names a statement."""
    wanted = sorted(names)
    bodies: dict[int, str] = {}
    for at in range(0, len(wanted), _NAMES_AT_ONCE):
        query = select(LedgerEvent.seq, LedgerEvent.body).where(
            LedgerEvent.record.in_(wanted[at : at + _NAMES_AT_ONCE])
        )
        bodies.update((row.seq, row.body) for row in db.session.execute(query))
    return [read(body) for _, body in sorted(bodies.items())]


def read(body: str) -> HistoryEvent:
    """Turn the body of an event into what a page shows."""
    event = canonical.parse(body)
    return HistoryEvent(
        seq=event["seq"],
        at=clock.from_text(event["ts"]),
        actor_id=event["actor"]["id"],
        actor_name=event["actor"]["name"],
        actor_username=event["actor"]["username"],
        actor_kind=event["actor"]["kind"],
        act=event["act"],
        type=event["obj"]["type"],
        id=event["obj"]["id"],
        before=event["before"] or {},
        after=event["after"] or {},
        reason=event["reason"],
        esig=event["esig"],
        is_clock_back=event["clk"] == "back",
        tx=event["tx"],
    )
