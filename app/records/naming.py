"""Who names a file: every event, every row of a batch and every frozen revision is asked, in one pass.

A file is named by whatever holds its SHA-256, in any field: a look that took some fields for the only ones would one
day take a file away that something still stands for.
"""

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from app.base.db import db
from app.records import kernel
from app.records.tables import LedgerEvent, Revision

_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_AT_ONCE = 2000


@dataclass(frozen=True)
class Mark:
    """How far was read: a later look, under the writer's lock, reads on from here."""

    event: int
    revision: int


BEGINNING = Mark(0, 0)


def newest() -> Mark:
    """Return where the record ends now. Asked before the long look, nothing is passed by between the two."""
    event = db.session.scalar(select(func.max(LedgerEvent.seq))) or 0
    return Mark(event, db.session.scalar(select(func.max(Revision.id))) or 0)


def who_names(wanted: Collection[str], after: Mark = BEGINNING) -> dict[str, set[str]]:
    """Return the records (``type/id``) that name each of these digests, in events and revisions past ``after``.

    Raises FileNotFoundError when the rows of a batch are missing: then nobody knows what they name.
    """
    digests, found = set(wanted), {one: set[str]() for one in wanted}
    if not digests:
        return found
    for record, text in _texts(after):
        for digest in digests.intersection(_DIGEST.findall(text)):
            found[digest].add(record)
    return found


def _texts(after: Mark) -> Iterable[tuple[str, str]]:
    events = select(LedgerEvent.record, LedgerEvent.body).where(LedgerEvent.seq > after.event).order_by(LedgerEvent.seq)
    for record, body in db.session.execute(events.execution_options(yield_per=_AT_ONCE)):
        yield record, body
        if record.partition("/")[0].endswith(".batch"):
            yield from _batch_rows(record, body)
    columns = (Revision.record_type, Revision.record_id, Revision.body)
    revisions = select(*columns).where(Revision.id > after.revision)
    for record_type, record_id, body in db.session.execute(revisions.execution_options(yield_per=_AT_ONCE)):
        yield f"{record_type}/{record_id}", body


def _batch_rows(record: str, body: str) -> Iterable[tuple[str, str]]:
    kind = record.partition("/")[0].removesuffix(".batch")
    rows = kernel.of(db.session()).files.read(json.loads(body)["after"]["rows"]["sha256"])
    for line in rows.decode().splitlines():
        yield f"{kind}/{json.loads(line)['id']}", line
