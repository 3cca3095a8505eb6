"""Revisions: a frozen canonical copy of a record with its parts, files, texts and earlier signatures.

A signature binds to the SHA-256 of a revision, never to a row that can move (21 CFR 11.70).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import insert, select

from app.base import canonical, clock
from app.base.db import db
from app.records import attachments, values
from app.records.regulated import Regulated
from app.records.signature import Signature
from app.records.tables import Revision


@runtime_checkable
class Signable(Protocol):
    """A record that can be signed says what belongs to it."""

    id: Any
    version: Any
    number: Any
    __record__: str

    def revision_parts(self) -> Mapping[str, Sequence[Regulated]]:
        """Return the rows that are part of the record, by a name for each kind."""

    def revision_content(self) -> Mapping[str, Any]:
        """Return the content definitions used (id, version, sha256), and other facts that the signer is shown."""


@dataclass(frozen=True)
class Draft:
    """A composed revision that is not stored yet."""

    body: str
    sha256: str


def compose(record: Regulated) -> Draft:
    """Return the canonical copy of ``record`` as it stands in this transaction. Writes nothing."""
    if not isinstance(record, Signable):
        raise TypeError(f"{record.__record__} does not say what a signature over it would cover.")
    parts = record.revision_parts()
    rows = [record, *(row for group in parts.values() for row in group)]
    body = canonical.canonical(
        {
            "v": 1,
            "type": record.__record__,
            "id": str(record.id),
            "ver": record.version,
            "number": record.number,
            "fields": values.fields(record),
            "parts": {
                name: [_row(row) for row in sorted(group, key=lambda row: row.id)] for name, group in parts.items()
            },
            "content": record.revision_content(),
            "files": _files(rows),
            "signatures": [_signature(one) for one in signatures_of(record)],
        }
    )
    return Draft(body, canonical.sha256(body))


def freeze(record: Regulated, draft: Draft, now: datetime) -> None:
    """Store a draft, once for each digest."""
    if db.session.scalar(select(Revision.id).where(Revision.sha256 == draft.sha256)) is not None:
        return
    db.session.execute(
        insert(Revision).values(
            sha256=draft.sha256,
            record_type=record.__record__,
            record_id=record.id,
            record_version=record.version,
            body=draft.body,
            made_at=now,
        )
    )


def signatures_of(record: Regulated) -> list[Signature]:
    """Return every signature on any version of ``record``, oldest first."""
    query = select(Signature).where(Signature.record_type == record.__record__, Signature.record_id == record.id)
    return list(db.session.scalars(query.order_by(Signature.id)))


def _row(row: Regulated) -> dict[str, Any]:
    return {"type": row.__record__, "id": str(row.id), "ver": row.version, "fields": values.fields(row)}


def _files(rows: Sequence[Regulated]) -> list[dict[str, Any]]:
    return [
        {"of": f"{one.record_type}/{one.record_id}", "sha256": one.sha256, "size": one.size, "name": one.name}
        for one in attachments.of_all(rows)
    ]


def _signature(one: Signature) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "meaning": one.meaning,
        "statement": one.statement,
        "signer": one.signer,
        "signed_at": clock.to_text(one.signed_at),
        "record_ver": one.record_version,
        "revision_sha256": one.revision_sha256,
    }
