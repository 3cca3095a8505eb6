"""What became of the files of a disposal: gone, about to go, or kept and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.base.db import db
from app.records import kernel
from app.records.removals import Removal
from app.system.models import Disposal
from app.system.queries.references import Key
from app.system.queries.retention import holds_on
from app.system.rules.removals import SETTLING, Listed, listed


@dataclass(frozen=True)
class Fate:
    """What became of one file: ``state`` is a word of the page, ``why`` a sentence, ``at`` when the removal was put on
    record.
    """

    state: str
    why: str | None = None
    at: datetime | None = None


def recorded(found: Disposal) -> dict[str, Removal]:
    """Return the removals on record under this disposal, by digest."""
    query = select(Removal).where(Removal.record_type == found.__record__, Removal.record_id == found.id)
    return {one.digest: one for one in db.session.scalars(query)}


def fates(found: Disposal) -> dict[str, Fate]:
    """Return what became of each file that this disposal lists."""
    files, rows = listed(found.due), recorded(found)
    kept = {one["digest"]: one["why"] for one in found.outcome or ()}
    standing = {one for one in rows if kernel.of(db.session()).files.path(one).exists()}
    held = held_back([files[one] for one in standing])
    told: dict[str, Fate] = {}
    for digest in files:
        row = rows.get(digest)
        if row is None:
            told[digest] = Fate("kept", kept[digest]) if digest in kept else Fate("listed")
        elif digest not in standing:
            told[digest] = Fate("removed", at=row.recorded_at)
        else:
            why = " ".join(one for record in files[digest].records for one in held.get(record, ())) or kept.get(digest)
            told[digest] = Fate("kept" if why else "going", why, row.recorded_at)
    return told


def is_to_carry_out(found: Disposal) -> bool:
    """Tell whether a decision waits for somebody to carry it out, or may be tried again for what was kept."""
    if found.state == "decided":
        return bool(found.removes)
    return found.state == "carried_out" and bool(listed(found.due).keys() - recorded(found).keys())


def held_back(files: Sequence[Listed]) -> dict[str, list[str]]:
    """Return the sentences of the legal holds that reach the records of these files now, by ``type/id``."""
    held = holds_on({_key(record) for file in files for record in file.records})
    return {
        f"{kind}/{identifier}": [f"It is under the legal hold {number}." for number in numbers]
        for (kind, identifier), numbers in held.items()
    }


def waiting(now: datetime) -> dict[str, list[str]]:
    """Return the files that are due to go from the store, by the number of the disposal."""
    files = kernel.of(db.session()).files
    found: dict[str, list[str]] = {}
    query = select(Removal.number, Removal.digest).where(Removal.recorded_at <= now - SETTLING).order_by(Removal.id)
    for number, digest in db.session.execute(query):
        at = files.put_at(digest)
        if at is not None and at <= now - SETTLING:
            found.setdefault(number, []).append(digest)
    return found


def obstacles(items: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the reasons that keep records, by ``type/id``."""
    return {f"{one['record']}/{one['id']}": list(one["reasons"]) for one in items if one["reasons"]}


def _key(record: str) -> Key:
    kind, _, identifier = record.partition("/")
    return kind, int(identifier)
