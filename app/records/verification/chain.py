"""The ledger against itself: canonical bodies, leaves, links, tree heads and their signatures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Text, select, type_coerce

from app.base import canonical
from app.base.db import db
from app.records import notes, tree
from app.records.kernel import Kernel
from app.records.ledger import NO_LEAF
from app.records.tables import LedgerEvent, LedgerHead
from app.records.verification.faults import Findings

_RAW_COLUMNS = [
    type_coerce(column, Text).label(column.name) if column.name == "ts" else column
    for column in LedgerEvent.__table__.columns
]
"""The stored time as text: a planted one that is no time must be named, not crash the walk."""


@dataclass
class Chain:
    """The state of a walk over the ledger."""

    belongings: Kernel
    findings: Findings
    is_full: bool
    size: int = 0
    prev: str = NO_LEAF
    frontier: tuple[bytes, ...] = ()
    roots: dict[int, bytes] = field(default_factory=dict)
    has_signature: bool = False
    tx: str | None = None
    last_note: tuple[int, str | None] = (0, None)

    def walk(self, wanted: set[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Check every event and yield (seq, event). The roots at the ``wanted`` sizes are kept for the witnesses."""
        query = select(*_RAW_COLUMNS)
        for row in db.session.execute(query.order_by(LedgerEvent.seq).execution_options(yield_per=2000)):
            event = self._event(row.seq, row.body, row.leaf_hash)
            if self.size in wanted:
                self.roots[self.size] = tree.root(self.frontier)
            self._transaction(row.seq, event, row.head_note)
            if event is not None:
                self._compare_look_up(row, event)
                yield row.seq, event
        self._end()

    def _event(self, seq: int, body: str, leaf: bytes) -> dict[str, Any] | None:
        found = self.findings
        if seq != self.size + 1:
            found.add("order", seq, f"event {seq}", f"Event {self.size + 1} is missing; the next one found is {seq}.")
        computed = tree.leaf_hash(body.encode("utf-8", "surrogatepass"))
        if computed != leaf:
            found.add("leaf", seq, f"event {seq}", f"Event {seq} does not fit its own hash: it was changed.")
        event = self._parsed(seq, body)
        self.frontier = tree.grow(self.frontier, self.size, computed)
        self.size += 1
        self.prev = computed.hex()
        return event

    def _parsed(self, seq: int, body: str) -> dict[str, Any] | None:
        try:
            event: dict[str, Any] = canonical.parse(body)
        except canonical.NotCanonical as problem:
            self.findings.add(
                "canonical", seq, f"event {seq}", f"Event {seq} is not in its one canonical spelling: {problem}"
            )
            return None
        if not _has_shape(event):
            self.findings.add("canonical", seq, f"event {seq}", f"Event {seq} does not have the parts of an event.")
            return None
        if event.get("seq") != seq:
            self.findings.add(
                "order", seq, f"event {seq}", f"The event stored as {seq} calls itself {event.get('seq')}."
            )
        if event.get("prev") != self.prev:
            self.findings.add("chain", seq, f"event {seq}", f"Event {seq} does not follow the event before it.")
        return event

    def _compare_look_up(self, row: Row[Any], event: dict[str, Any]) -> None:
        record = f"{event['obj']['type']}/{event['obj']['id']}"
        told = (record, event["actor"]["id"], event["act"], event["ts"])
        if (row.record, row.actor_id, row.act, row.ts) != told:
            self.findings.add(
                "leaf", row.seq, f"event {row.seq}", f"Event {row.seq} is filed under something it is not."
            )

    def _transaction(self, seq: int, event: dict[str, Any] | None, note: str | None) -> None:
        if event is not None:
            self.has_signature |= event.get("esig") is not None
        if note is None:
            return
        must = self.is_full or self.has_signature
        self.last_note = (seq, note)
        self.has_signature = False
        if must:
            self._check_note(seq, note)

    def _check_note(self, seq: int, note: str) -> None:
        try:
            head = notes.check(note, self.belongings.origin, self.belongings.key.public)
        except ValueError as problem:
            self.findings.add(
                "note", seq, f"head at event {seq}", f"The signed head at event {seq} does not hold: {problem}"
            )
            return
        if head.size != self.size or head.root != tree.root(self.frontier):
            self.findings.add(
                "root", seq, f"head at event {seq}", f"The events up to {seq} are not those that were signed."
            )

    def _end(self) -> None:
        seq, note = self.last_note
        if note is not None:
            self._check_last(seq, note)
        if self.size != seq:
            self.findings.add(
                "note", self.size, f"event {self.size}", f"The last event, {self.size}, carries no signed head."
            )
        head = db.session.execute(select(LedgerHead.size, LedgerHead.frontier, LedgerHead.prev)).one()
        frontier = " ".join(one.hex() for one in self.frontier)
        if (head.size, head.frontier, head.prev) != (self.size, frontier, self.prev):
            self.findings.add(
                "head", self.size, "the head of the ledger", "The stored head does not fit the events below it."
            )

    def _check_last(self, seq: int, note: str) -> None:
        if seq == self.size:
            self._check_note(seq, note)


_PARTS = {
    "v": int,
    "origin": str,
    "seq": int,
    "prev": str,
    "ts": str,
    "clk": str,
    "tx": str,
    "actor": dict,
    "sid": str | None,
    "act": str,
    "obj": dict,
    "before": dict | None,
    "after": dict | None,
    "reason": str | None,
    "esig": dict | None,
    "files": list,
}


def _has_shape(event: Any) -> bool:
    if not isinstance(event, dict) or set(event) != set(_PARTS):
        return False
    fits = all(isinstance(event[name], kind) for name, kind in _PARTS.items())
    return (
        fits
        and set(event["obj"]) == {"type", "id", "ver"}
        and set(event["actor"]) == {"id", "username", "name", "kind"}
    )


def check_witnesses(belongings: Kernel, chain: Chain, findings: Findings) -> None:
    """Compare every witnessed head with the tree of that size: only this notices a tail that was cut off."""
    for witnessed in belongings.witness.heads():
        try:
            head = notes.check(witnessed.note, belongings.origin, belongings.key.public)
        except ValueError as problem:
            findings.add("note", None, "witness file", f"A head in the witness file does not hold: {problem}")
            continue
        if head.size > chain.size:
            findings.add(
                "truncated",
                chain.size,
                f"witnessed head {head.size}",
                f"Event {head.size} was witnessed, but the record ends at {chain.size}: its tail was cut off.",
            )
        elif chain.roots.get(head.size) != head.root:
            findings.add(
                "root",
                head.size,
                f"witnessed head {head.size}",
                f"The events up to {head.size} are not those that were witnessed.",
            )
