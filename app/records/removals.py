"""Files that were disposed of: an append-only row for each, under a decision that two people signed.

The row is in the ledger, and the decision's signed revisions list the file with everybody who names it. Without all of
that a file that is gone is a missing file, whatever a row says (decision page 013).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from app.base import clock
from app.base.db import db
from app.records import kernel
from app.records.regulated import Regulated

MEANINGS = frozenset({"DISPOSE", "APPROVE-QA"})
"""What the two signatures of a decision mean."""

LISTED = "removes"
"""Where the signed revision lists the files, in its content: digest, bytes, and who names it."""


class Removal(Regulated):
    """One file was disposed of. ``record_type`` and ``record_id`` are the decision that two people signed."""

    __tablename__ = "removal"
    __record__ = "records.removal"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("record_type", "record_id", "digest"),)

    number: Mapped[str]
    record_type: Mapped[str]
    record_id: Mapped[int]
    digest: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    name: Mapped[str]
    recorded_at: Mapped[datetime]


class Removed(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """The file that was asked for was disposed of; the message says under which decision."""


@dataclass(frozen=True)
class SignedList:
    """One signature on a decision: when and by whom, and for each file that its revision lists, who names it."""

    seq: int
    meaning: str
    signer_id: str
    files: Mapping[str, frozenset[str]]


def signed_list(seq: int, esig: Mapping[str, Any], revision: Mapping[str, Any]) -> SignedList:
    """Read what a signature covers. A revision that lists nothing, or in another form, lists nothing."""
    content = revision.get("content")
    listed = content.get(LISTED) if isinstance(content, Mapping) else None
    files = {one["digest"]: frozenset(one["named_by"]) for one in listed or ()}
    return SignedList(seq, esig["meaning"], esig["signer"]["id"], files)


def fault_of(seq: int, removal: Mapping[str, Any], signed: Sequence[SignedList], namers: Iterable[str]) -> str | None:
    """Return what is wrong with a removal that event ``seq`` recorded, or None.

    ``signed`` are the signatures on the decision it names, ``namers`` the records whose events named the file before.
    """
    number, digest = removal["number"], removal["digest"]
    before = [one for one in signed if one.seq < seq and one.meaning in MEANINGS]
    if {one.meaning for one in before} != MEANINGS or len({one.signer_id for one in before}) < len(MEANINGS):
        return f"two people did not sign {number} before"
    if not all(digest in one.files for one in before):
        return f"the signed text of {number} does not list it"
    if others := set(namers) - frozenset.intersection(*(one.files[digest] for one in before)):
        return f"{min(others)} names it as well, and was not before those who signed {number}"
    return None


def of(digests: Collection[str]) -> dict[str, Removal]:
    """Return the newest removal of each of these files that has one."""
    found: dict[str, Removal] = {}
    wanted = sorted(digests)
    for at in range(0, len(wanted), 500):
        query = select(Removal).where(Removal.digest.in_(wanted[at : at + 500])).order_by(Removal.id)
        found.update({one.digest: one for one in db.session.scalars(query)})
    return found


def sentence(removal: Removal) -> str:
    """Say what became of a file."""
    day = clock.to_text(removal.recorded_at)[:10]
    return f"The file “{removal.name}” was disposed of under {removal.number} on {day}; its record stays."


def content(sha256: str) -> bytes:
    """Return a kept file. Raises Removed when it was disposed of, FileNotFoundError when it is simply missing."""
    try:
        return kernel.of(db.session()).files.read(sha256)
    except FileNotFoundError:
        if (removal := of([sha256]).get(sha256)) is not None:
            raise Removed(sentence(removal)) from None
        raise
