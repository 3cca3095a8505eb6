"""The files of records: what came with them as a document, who else names it, and whether it goes when they go."""

import json
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.base.db import db
from app.records.attachments import Attachment
from app.records.naming import BEGINNING, Mark, who_names
from app.records.removals import Removal
from app.records.tables import LedgerEvent
from app.system.models import Disposal
from app.system.queries.references import Key, References

SILENT = (Disposal.__record__, Removal.__record__)
"""Records that only tell of a disposal: that they name a file keeps nobody from removing it."""


@dataclass(frozen=True)
class Document:
    """A file as it came with a record or one of its parts."""

    digest: str
    size: int
    name: str


def documents_of(due: Set[Key], references: References) -> dict[Key, list[dict[str, Any]]]:
    """Return for each record the files that came with it; each says who names it and what keeps it, if anything."""
    if not due:
        return {}
    came = list(_came())
    roots = references.roots({holder for holder, _ in came})
    files: dict[Key, dict[str, Document]] = {}
    for holder, document in came:
        for root in roots[holder] & due:
            files.setdefault(root, {})[document.digest] = document
    named = namers({digest for one in files.values() for digest in one})
    foreign = _foreign(named, due, references)
    return {
        key: [_line(one, named[one.digest], foreign[one.digest]) for _, one in sorted(found.items())]
        for key, found in files.items()
    }


def namers(digests: Collection[str], after: Mark = BEGINNING) -> dict[str, set[str]]:
    """Return the records that name these files, but for those that only tell of their disposal."""
    return {
        digest: {one for one in found if one.partition("/")[0] not in SILENT}
        for digest, found in who_names(digests, after).items()
    }


def _line(document: Document, named_by: set[str], foreign: set[str]) -> dict[str, Any]:
    return {
        "digest": document.digest,
        "bytes": document.size,
        "name": document.name,
        "named_by": sorted(named_by),
        "kept": also_named(foreign),
    }


def also_named(others: Collection[str]) -> str | None:
    """Say that other records name a file as well, or return None without any."""
    if not others:
        return None
    shown = sorted(others)[:3]
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    return f"It is kept: {', '.join(shown)}{more} name{'s' if len(others) == 1 else ''} the same content."


def _came() -> Iterator[tuple[Key, Document]]:
    """Yield every document that came with an act, and the row it came for."""
    query = select(LedgerEvent.body).where(LedgerEvent.body.contains('"files":[{', autoescape=True))
    for (body,) in db.session.execute(query.order_by(LedgerEvent.seq).execution_options(yield_per=2000)):
        event = json.loads(body)
        holder = _holder(event["obj"], event["after"] or {})
        for one in event["files"]:
            yield holder, Document(one["sha256"], one["size"], one["name"])


def _holder(obj: dict[str, Any], after: dict[str, Any]) -> Key:
    if obj["type"] == Attachment.__record__:
        return after["record_type"], int(after["record_id"])
    return obj["type"], int(obj["id"])


def _foreign(named: dict[str, set[str]], due: Set[Key], references: References) -> dict[str, set[str]]:
    """Return for each file the records that name it and do not go themselves."""
    rows = {name: _row(name) for found in named.values() for name in found}
    attached = _attached({row[1] for row in rows.values() if row and row[0] == Attachment.__record__})
    holders = {
        name: attached.get(row[1]) if row[0] == Attachment.__record__ else row for name, row in rows.items() if row
    }
    roots = references.roots({one for one in holders.values() if one})
    gone = {name for name, holder in holders.items() if holder and roots[holder] <= due}
    return {digest: found - gone for digest, found in named.items()}


def _row(name: str) -> Key | None:
    kind, _, identifier = name.partition("/")
    return (kind, int(identifier)) if identifier.isdecimal() else None


def _attached(ids: Collection[int]) -> dict[int, Key]:
    columns = (Attachment.id, Attachment.record_type, Attachment.record_id)
    found, wanted = dict[int, Key](), sorted(ids)
    for at in range(0, len(wanted), 500):
        for one, record_type, record_id in db.session.execute(
            select(*columns).where(Attachment.id.in_(wanted[at : at + 500]))
        ):
            found[one] = (record_type, record_id)
    return found
