"""What was disposed of, as the ledger alone tells it: only a signed decision excuses a missing file."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import select

from app.base.db import db
from app.records import removals, values
from app.records.removals import SignedList
from app.records.tables import Revision
from app.records.verification.faults import Findings
from app.records.verification.state import Replay

Decision = tuple[str, str]


def excused(replay: Replay, findings: Findings) -> dict[str, str]:
    """Return the files that were disposed of rightly, by the number of the decision; every other removal is a fault."""
    if not replay.removals:
        return {}
    signed = _signed(replay)
    found: dict[str, str] = {}
    for seq, removal in replay.removals:
        digest, number = str(removal.get("digest")), str(removal.get("number"))
        named = replay.digests.get(digest, {})
        wrong = _wrong(seq, removal, signed, {one for one, at in named.items() if at < seq})
        if wrong is None:
            if all(at < seq for at in named.values()):  # who came to name it later on needs the file
                found[digest] = number
            continue
        where = f"removal in event {seq}"
        findings.add("removal", seq, where, f"Event {seq} disposes of the file {digest[:12]}…, but {wrong}.")
    return found


def told(replay: Replay, found: dict[str, str]) -> dict[str, int]:
    """Return how many of these files are gone, by the number of the decision."""
    return dict(sorted(Counter(number for one, number in found.items() if not replay.files.is_whole(one)).items()))


def _wrong(seq: int, removal: dict[str, Any], signed: dict[Decision, list[SignedList]], namers: set[str]) -> str | None:
    decision = (str(removal.get("record_type")), str(removal.get("record_id")))
    try:
        return removals.fault_of(seq, removal, signed.get(decision, []), namers)
    except (KeyError, TypeError):
        return "it does not have the form of a removal"


def _signed(replay: Replay) -> dict[Decision, list[SignedList]]:
    """Read the signatures on every decision that a removal names, with the revisions that they cover."""
    wanted = {(str(one.get("record_type")), str(one.get("record_id"))) for _, one in replay.removals}
    found: dict[Decision, list[SignedList]] = {}
    for seq, esig in replay.signed.values():
        decision = (esig["record"]["type"], esig["record"]["id"])
        if decision in wanted:
            found.setdefault(decision, []).extend(_lists(seq, esig))
    return found


def _lists(seq: int, esig: dict[str, Any]) -> Iterator[SignedList]:
    digest = esig["revision_sha256"]
    body = db.session.scalar(select(Revision.body).where(Revision.sha256 == digest))
    if body is None or values.sha256(body) != digest:
        return  # reported as a revision that was changed or is missing
    try:
        yield removals.signed_list(seq, esig, orjson.loads(body))
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return
