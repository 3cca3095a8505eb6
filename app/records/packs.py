"""Evidence packs: copies that `verifier/qualward_verify.py` checks on a bare machine (21 CFR 11.10(b)).

A ledger pack holds every event and the live rows; a dossier holds one record's events with a proof that each stands in
the signed tree. A file that was disposed of is left out; the signed decision on it is in the pack. Everything is
written beside first and renamed at the end: a pack under its name is a whole pack.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.base import canonical, clock, narrowing
from app.base.db import db
from app.base.folders import whole_folder
from app.records import kernel, ledger, notes, removals, tree, values
from app.records.regulated import record_types
from app.records.signature import Signature
from app.records.tables import LedgerEvent, Revision


class PackRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """The pack cannot be written; the message says why."""


@dataclass
class Pack:
    """A pack in the making."""

    folder: Path
    kind: str
    made_by: str
    made_at: datetime
    record: dict[str, str] | None = None
    counts: dict[str, int] = field(default_factory=lambda: {"events": 0, "signatures": 0, "files": 0, "revisions": 0})

    def write(self, name: str, content: str | bytes) -> None:
        """Add a file to the pack."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def export_ledger(target: Path, made_by: str, now: datetime) -> dict[str, Any]:
    """Write a pack of the whole ledger to the new folder ``target`` and return its manifest."""
    with _whole(target) as folder:
        pack = Pack(folder, "ledger", made_by, now)
        rows = _all_events()
        pack.write("ledger/state.jsonl", "".join(f"{line}\n" for line in _state_lines()))
        return _finish(pack, [(row.seq, row.body, row.head_note) for row in rows])


def export_record(
    target: Path,
    record: dict[str, str],
    parts: Sequence[tuple[str, int]],
    pages: Mapping[str, str | bytes],
    made_by: str,
    now: datetime,
) -> dict[str, Any]:
    """Write the dossier of one record to the new folder ``target`` and return its manifest.

    ``parts`` are (type, id) of every row that belongs to the record; ``pages`` are further files by name.
    """
    with _whole(target) as folder:
        pack = Pack(folder, "dossier", made_by, now, record)
        wanted = {f"{kind}/{identifier}" for kind, identifier in parts}
        rows = _all_events()
        wanted |= _proofs_of_removal(row.body for row in rows if _concerns(row.record, wanted))
        chosen = [(row.seq, row.body, row.head_note) for row in rows if _concerns(row.record, wanted)]
        _refuse_mixed(row.record for row in rows if row.record not in wanted and _concerns(row.record, wanted))
        proofs = tree.inclusion_proofs([row.leaf_hash for row in rows], [seq - 1 for seq, *_ in chosen])
        lines = [
            _line(
                {
                    "seq": seq,
                    "leaf_hash": rows[seq - 1].leaf_hash.hex(),
                    "size": len(rows),
                    "path": [p.hex() for p in path],
                }
            )
            for (seq, *_), path in zip(chosen, proofs, strict=True)
        ]
        pack.write("ledger/proofs.jsonl", "".join(lines))
        for name, content in pages.items():
            pack.write(name, content)
        return _finish(pack, chosen)


def _proofs_of_removal(bodies: Iterable[str]) -> set[str]:
    """Return the rows that prove, for each file named here that is gone, under which signed decision it went."""
    files = kernel.of(db.session()).files
    named = {one["sha256"] for body in bodies for one in _named_files(json.loads(body))}
    found: set[str] = set()
    gone = removals.of([digest for digest in named if not files.path(digest).exists()])
    if gone and narrowing.is_on():
        raise PackRefused(
            "A file of this record was disposed of, and the decision on it names records that your access does not "
            "cover. Ask for its dossier under Evidence."
        )
    for one in gone.values():
        found.add(f"{one.__record__}/{one.id}")
        query = select(Signature.id).where(
            Signature.record_type == one.record_type, Signature.record_id == one.record_id
        )
        found |= {f"{Signature.__record__}/{identifier}" for identifier in db.session.scalars(query)}
    return found


def _concerns(record: str, wanted: set[str]) -> bool:
    """Tell whether an event is about one of the wanted rows; a batch is when it recorded one of them first."""
    if record in wanted:
        return True
    if not record.partition("/")[0].endswith(".batch"):
        return False
    kind, (first, last) = _batch(record)
    return any(f"{kind}/{identifier}" in wanted for identifier in range(first, last + 1))


def _refuse_mixed(batches: Iterable[str]) -> None:
    """Refuse a narrowed reader an event over many rows of which some are out of sight. Raises PackRefused."""
    if not narrowing.is_on():
        return
    for name in batches:
        kind, (first, last) = _batch(name)
        model = record_types()[kind]
        seen = db.session.scalar(select(func.count(model.id)).where(model.id.between(first, last)))
        if seen != last - first + 1:
            raise PackRefused(
                "This record came with others that your access does not cover, in one event that holds them all. Ask "
                "for its dossier under Evidence."
            )


def _batch(name: str) -> tuple[str, tuple[int, int]]:
    """Return the type of the rows of a batch, and the first and last of their ids."""
    kind, _, ids = name.partition("/")
    first, _, last = ids.partition("-")
    return kind.removesuffix(".batch"), (int(first), int(last))


def _all_events() -> Sequence[Any]:
    columns = (LedgerEvent.seq, LedgerEvent.body, LedgerEvent.leaf_hash, LedgerEvent.head_note, LedgerEvent.record)
    with narrowing.lifted():  # a proof needs every leaf; of other records a pack holds digests only
        rows = db.session.execute(select(*columns).order_by(LedgerEvent.seq)).all()
    if not rows:
        raise PackRefused("The ledger is empty; there is nothing to export yet.")
    return rows


def _finish(pack: Pack, events: Sequence[tuple[int, str, str | None]]) -> dict[str, Any]:
    belongings = kernel.of(db.session())
    note = ledger.newest_note(db.session())
    if note is None:
        raise PackRefused("The ledger has no signed head; nothing can be proven. Run “ledger verify”.")
    pack.write(
        "ledger/events.jsonl",
        "".join(_line({"seq": seq, "body": body, "head_note": head}) for seq, body, head in events),
    )
    public = belongings.key.public
    key = {
        "origin": belongings.origin,
        "key_id": notes.key_id(belongings.origin, public).hex(),
        "public_key": base64.b64encode(public).decode(),
    }
    pack.write("ledger/keys.json", _line({"v": 1, "keys": [key]}))
    pack.write("ledger/checkpoint.txt", note)
    pack.write("made-with.json", json.dumps(dict(belongings.stamp()), indent=1, ensure_ascii=False) + "\n")
    _add_files(pack, [json.loads(body) for _, body, _ in events])
    manifest = _manifest(pack, belongings.origin, notes.read(note)[0].size, len(events))
    pack.write("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    return manifest


def _add_files(pack: Pack, events: Sequence[dict[str, Any]]) -> None:
    digests = {one["sha256"] for event in events for one in _named_files(event)}
    revisions = [event["esig"]["revision_sha256"] for event in events if event["esig"]]
    for digest in dict.fromkeys(revisions):
        body = db.session.scalar(select(Revision.body).where(Revision.sha256 == digest))
        if body is None:
            raise PackRefused(f"The revision {digest[:12]}… of a signature is missing. Run “ledger verify”.")
        pack.write(f"revisions/{digest}.json", body)
        digests |= {one["sha256"] for one in _named_files(json.loads(body))}
    files = kernel.of(db.session()).files
    disposed = set(removals.of([one for one in digests if not files.path(one).exists()]))
    for digest in sorted(digests - disposed):
        if not files.is_whole(digest):
            raise PackRefused(f"The file {digest[:12]}… is missing or was changed. Run “ledger verify”.")
        pack.write(f"files/{digest}", files.read(digest))
    pack.counts |= {"signatures": len(revisions), "revisions": len(set(revisions)), "files": len(digests - disposed)}


def _named_files(value: Any) -> Iterable[dict[str, Any]]:
    if isinstance(value, dict):
        if {"sha256", "size", "name"} <= set(value) and isinstance(value["sha256"], str):
            yield value
        for inner in value.values():
            yield from _named_files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named_files(inner)


def _manifest(pack: Pack, origin: str, size: int, events: int) -> dict[str, Any]:
    paths = sorted(path for path in pack.folder.rglob("*") if path.is_file())
    return {
        "v": 1,
        "kind": pack.kind,
        "origin": origin,
        "made_at": clock.to_text(pack.made_at),
        "made_by": pack.made_by,
        "record": pack.record,
        "size": size,
        "counts": {**pack.counts, "events": events},
        "files": [
            {
                "path": path.relative_to(pack.folder).as_posix(),
                "sha256": canonical.sha256(path.read_bytes()),
                "size": path.stat().st_size,
            }
            for path in paths
        ],
    }


def _state_lines() -> Iterable[str]:
    for record_type, kind in sorted(record_types().items()):
        names = values.field_names(kind)
        columns = [kind.id, *(getattr(kind, name) for name in names)]
        for identifier, *found in db.session.execute(select(*columns).order_by(kind.id)):
            fields = dict(zip(names, map(values.plain, found), strict=True))
            yield canonical.canonical({"type": record_type, "id": str(identifier), "fields": fields})


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    try:
        with whole_folder(target) as folder, kernel.of(db.session()).files.keeping():
            yield folder
    except FileExistsError as problem:
        raise PackRefused(str(problem)) from problem
