"""The ledger against the live rows: what the events add up to must be what stands in the tables."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Boolean, Integer, select, type_coerce
from sqlalchemy.exc import DatabaseError

from app.base.db import db
from app.base.files import FileStore
from app.records import values
from app.records.regulated import Regulated, record_types
from app.records.removals import Removal
from app.records.tables import Revision
from app.records.verification.faults import Findings

_UNREADABLE = (TypeError, ValueError, ArithmeticError, LookupError, DatabaseError)


@dataclass
class Replay:
    """What the events add up to, by record type and id."""

    files: FileStore
    findings: Findings
    rows: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    digests: dict[str, dict[str, int]] = field(default_factory=dict)
    """Which records name a file, and in which event first."""
    removals: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    signed: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def take(self, seq: int, event: dict[str, Any]) -> None:
        """Fold one event into the state; what cannot be folded is a fault, never a crash."""
        try:
            self._take(seq, event)
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            self.findings.add("canonical", seq, f"event {seq}", f"Event {seq} cannot be replayed ({problem!r}).")

    def _take(self, seq: int, event: dict[str, Any]) -> None:
        record_type, identifier = event["obj"]["type"], event["obj"]["id"]
        for one in (*event["files"], *_digests(event["after"])):
            self._name(one["sha256"], f"{record_type}/{identifier}", seq)
        if record_type.endswith(".batch"):
            self._take_batch(seq, record_type.removesuffix(".batch"), event["after"])
            return
        key = (record_type, identifier)
        self._check_before(seq, key, event["before"] or {})
        self.rows.setdefault(key, {}).update(event["after"] or {})
        self.versions[key] = event["obj"]["ver"]
        if record_type == Removal.__record__:
            self.removals.append((seq, self.rows[key]))
        if event["esig"] is not None:
            self.findings.signatures += 1
            self.signed[identifier] = (seq, event["esig"])

    def _take_batch(self, seq: int, record_type: str, after: dict[str, Any]) -> None:
        digest = after["rows"]["sha256"]
        if not self.files.is_whole(digest):
            return  # reported with every other file
        for line in self.files.read(digest).splitlines():
            row = orjson.loads(line)
            key = (record_type, row["id"])
            if key in self.rows:
                self.findings.add(
                    "chain", seq, f"{record_type} {row['id']}", f"Event {seq} records {key[1]} a second time."
                )
            self.rows[key], self.versions[key] = dict(row["fields"]), 1
            for one in _digests(row["fields"]):
                self._name(one["sha256"], f"{record_type}/{row['id']}", seq)

    def _name(self, digest: str, record: str, seq: int) -> None:
        self.digests.setdefault(digest, {}).setdefault(record, seq)

    def _check_before(self, seq: int, key: tuple[str, str], before: dict[str, Any]) -> None:
        known = self.rows.get(key, {})
        if any(known.get(name) != value for name, value in before.items()):
            name = f"{key[0]} {key[1]}"
            self.findings.add(
                "chain", seq, name, f"Event {seq} gives an old value of {name} that the record never had."
            )

    def compare(self, excused: Container[str] = ()) -> None:
        """Compare with every live row, revision and file; the ``excused`` files were disposed of."""
        for record_type, kind in record_types().items():
            self._compare_type(record_type, kind)
        for record_type, identifier in self.rows:
            name = f"{record_type} {identifier}"
            self.findings.add("missing_row", None, name, f"{name} is on record, but its row is gone.")
        self._compare_revisions()
        for digest, named in self.digests.items():
            if not self.files.is_whole(digest) and (digest not in excused or self.files.path(digest).exists()):
                name, seq = f"file {digest[:12]}…", min(named.values())
                self.findings.add("file", seq, name, f"The {name} named in event {seq} is missing or was changed.")

    def _compare_type(self, record_type: str, kind: type[Regulated]) -> None:
        names = values.field_names(kind)
        for identifier, version, found in self._live(kind, names):
            self.findings.rows += 1
            key, name = (record_type, str(identifier)), f"{record_type} {identifier}"
            expected = self.rows.pop(key, None)
            if expected is None:
                self.findings.add("unknown_row", None, name, f"{name} stands in the database, but was never recorded.")
                continue
            live = None if found is None else dict(zip(names, map(values.plain, found), strict=True))
            if live is None:
                self.findings.add("live_row", None, name, f"{name} holds a value that cannot be read.")
                continue
            changed = [one for one in {*live, *expected} if live.get(one) != expected.get(one)]
            if changed or version != self.versions[key]:
                what = ", ".join(sorted(changed)) or "version"
                self.findings.add("live_row", None, f"{name}: {what}", f"{name} was changed past the record ({what}).")

    def _live(self, kind: type[Regulated], names: Sequence[str]) -> Iterable[tuple[int, int, Sequence[Any] | None]]:
        """Yield id, version and fields of every row; fields are None where a stored value cannot be read at all."""
        columns = [_exact(getattr(kind, name)) for name in names]
        try:
            rows = db.session.execute(select(kind.id, kind.version, *columns)).all()
        except _UNREADABLE:
            yield from self._live_one_by_one(kind, columns)
            return
        for identifier, version, *found in rows:
            yield identifier, version, found

    def _live_one_by_one(self, kind: type[Regulated], columns: Sequence[Any]) -> Iterable[tuple[int, int, Any]]:
        for identifier, version in db.session.execute(select(kind.id, kind.version)).all():
            try:
                yield (
                    identifier,
                    version,
                    tuple(db.session.execute(select(*columns).where(kind.id == identifier)).one()),
                )
            except _UNREADABLE:
                yield identifier, version, None

    def _compare_revisions(self) -> None:
        from_rows = {row.sha256: row.body for row in db.session.execute(select(Revision.sha256, Revision.body))}
        for digest, body in from_rows.items():
            if values.sha256(body) != digest:
                where = f"revision {digest[:12]}…"
                self.findings.add("revision", None, where, f"The frozen {where} was changed.")
        for seq, esig in self.signed.values():
            if esig["revision_sha256"] not in from_rows:
                where = f"signature in event {seq}"
                self.findings.add("revision", seq, where, f"The text that the {where} covers is missing.")


def _exact(column: Any) -> Any:
    """Read a yes/no column as its number: SQLite would show a planted 2 as yes."""
    return type_coerce(column, Integer) if isinstance(column.type, Boolean) else column


def _digests(value: Any) -> Iterable[dict[str, Any]]:
    for one in (value or {}).values():
        if isinstance(one, dict) and set(one) == {"sha256", "size", "name"}:
            yield one
