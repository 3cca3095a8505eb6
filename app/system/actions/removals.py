"""Carrying out a disposal: the rows first, the files later.

carry out: judged anew | a row for each file that may go, in the ledger | what is kept, and why
remove (the clock): the rows stand | judged once more under the writer's lock | the files go; killed, it begins again
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from app.base.db import db
from app.records import kernel, trail
from app.records.moves import move
from app.records.naming import Mark
from app.records.removals import Removal
from app.system.actions import Refused
from app.system.models import Disposal
from app.system.queries import contents, removals, retention
from app.system.rules.removals import Listed, listed, why_kept


def carry_out(found: Disposal, now: datetime) -> int:
    """Put on record which files go; return how many. Raises Refused before both signatures, and for nothing to do."""
    if found.state not in {"decided", "carried_out"}:
        raise Refused(f"{found.number} is {found.state}; only what two people signed is carried out.")
    if not removals.is_to_carry_out(found):
        raise Refused(f"{found.number} lists no file that is still to go, so there is nothing to carry out.")
    recorded = removals.recorded(found)
    files = {digest: one for digest, one in listed(found.due).items() if digest not in recorded}
    present = retention.preview(now.date(), with_files=False).items
    kept = _kept(files, _now_kept(found, present), contents.namers(files))
    for digest, one in files.items():
        if digest not in kept:
            _record(found, one, now)
    if found.state == "decided":
        move(found, "carry_out", "system.disposal.carried_out")
    found.carried_out_at = now
    found.outcome = _outcome(files, kept)
    db.session.flush()
    return len(files) - len(kept)


def remove(found: Disposal, digests: Collection[str], named: Mapping[str, Collection[str]], read: Mark) -> int:
    """Take files out of the store whose removal is on record; return how many went.

    Needs the writer's lock: nobody names a file meanwhile. ``named`` is who named them up to the mark ``read``. Files
    under a legal hold, and those that another record came to name, stay.
    """
    files = {digest: one for digest, one in listed(found.due).items() if digest in set(digests)}
    later = contents.namers(files, read)
    namers = {digest: {*named.get(digest, ()), *later[digest]} for digest in files}
    kept = _kept(files, removals.held_back(list(files.values())), namers)
    store = kernel.of(db.session()).files
    with store.removing() as is_alone:
        for digest in files.keys() - kept.keys() if is_alone else ():
            store.remove(digest)
    _tell(found, files, kept)
    return len(files) - len(kept) if is_alone else 0


def _kept(
    files: Mapping[str, Listed], obstacles: Mapping[str, list[str]], namers: Mapping[str, Collection[str]]
) -> dict[str, str]:
    told = {digest: why_kept(one, obstacles, namers[digest]) for digest, one in files.items()}
    return {digest: why for digest, why in told.items() if why}


def _now_kept(found: Disposal, present: list[dict[str, object]]) -> dict[str, list[str]]:
    """Return what keeps the records of this disposal today; one that is no longer past its time is kept for that."""
    still = {f"{one['record']}/{one['id']}" for one in present}
    gone = {f"{one['record']}/{one['id']}" for one in found.due} - still
    return removals.obstacles(present) | {one: ["It is no longer past its retention."] for one in gone}


def _record(found: Disposal, file: Listed, now: datetime) -> None:
    row = Removal(
        number=found.number,
        record_type=found.__record__,
        record_id=found.id,
        digest=file.digest,
        size=file.size,
        name=file.name,
        recorded_at=now,
    )
    db.session.add(row)
    trail.say(row, "records.removal.recorded")


def _outcome(files: Mapping[str, Listed], kept: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"digest": digest, "name": files[digest].name, "why": kept[digest]} for digest in sorted(kept)]


def _tell(found: Disposal, files: Mapping[str, Listed], kept: Mapping[str, str]) -> None:
    """Keep with the disposal why a file stayed although its removal is on record, as long as it does."""
    others = [one for one in found.outcome or () if one["digest"] not in files]
    told = sorted([*others, *_outcome(files, kept)], key=lambda one: one["digest"])
    if told != (found.outcome or []):
        found.outcome = told
        trail.say(found, "system.disposal.looked_at")
