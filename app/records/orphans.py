"""Files whose row never came: an upload that was killed between file and row leaves one in the store (fault F5).

A file is swept when nobody has put it for a day and nothing on record names it. Both are looked at again under the
writer's lock and alone in the store: whoever puts the same content meanwhile makes the file young, or writes it anew.
Files older than this ledger, its last restore or its last declared loss are left: another record may stand for them.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.base.db import db, transaction
from app.base.files import FileStore
from app.records import kernel, naming
from app.records.actor import CLOCK
from app.records.losses import DeclaredLoss
from app.records.naming import Mark
from app.records.tables import LedgerEvent

LOG = logging.getLogger("qualward.files")

UNCLAIMED = timedelta(hours=24)
"""How long a file waits for its row."""

AT_ONCE = 200
"""Files in one transaction: other writers wait no longer than that takes."""


def sweep(now: datetime, require: Callable[[], None], restored_at: datetime | None = None) -> int:
    """Remove the files and half-written files that nothing stands for; return how many.

    ``require`` raises where the caller is no longer the clock.
    """
    store, since = kernel.of(db.session()).files, _since(restored_at)
    if since is None:
        return 0
    read = naming.newest()
    old = [one for one in store.names() if _is_unclaimed(store, one, since, now)]
    named = naming.who_names(old)
    orphans = [one for one in old if not named[one]]
    swept = 0
    for at in range(0, len(orphans), AT_ONCE):
        with transaction(CLOCK, now):
            require()
            swept += _sweep(store, orphans[at : at + AT_ONCE], read, since, now)
    return swept + _sweep_leftovers(store, now)


def _sweep(store: FileStore, orphans: Collection[str], read: Mark, since: datetime, now: datetime) -> int:
    """Look again, now that nobody else writes, and take out what is still nobody's."""
    named = naming.who_names(orphans, read)
    with store.removing() as is_alone:
        gone = [one for one in orphans if not named[one] and _is_unclaimed(store, one, since, now)] if is_alone else []
        for one in gone:
            store.remove(one)
    if gone:
        LOG.info("%s files that no record names were removed from the store, such as %s.", len(gone), gone[0])
    return len(gone)


def _sweep_leftovers(store: FileStore, now: datetime) -> int:
    with store.removing() as is_alone:
        found = store.leftovers(now - UNCLAIMED) if is_alone else []
        for one in found:
            one.unlink()
    return len(found)


def _is_unclaimed(store: FileStore, digest: str, since: datetime, now: datetime) -> bool:
    at = store.put_at(digest)
    return at is not None and since <= at < now - UNCLAIMED


def _since(restored_at: datetime | None) -> datetime | None:
    """Return from when on the store is this ledger's own; None while nothing is on record."""
    first = db.session.scalar(select(LedgerEvent.ts).order_by(LedgerEvent.seq).limit(1))
    lost = db.session.scalar(select(func.max(DeclaredLoss.declared_at)))
    return None if first is None else max(one for one in (first, lost, restored_at) if one is not None)
