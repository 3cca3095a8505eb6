"""A record without a fresh copy: the alarm stands while the newest good backup is older than a day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from app.base.db import db
from app.notices.door import path_to
from app.notices.rules.causes import Cause
from app.notices.watching import Watch
from app.records.tables import LedgerEvent
from app.safekeeping.queries import last_good

AT_MOST_OLD = timedelta(hours=24)
"""After the fault model (F24): a last good backup older than a day is an alarm."""


def causes(now: datetime) -> Iterator[Cause]:
    """Yield the record while what happened in more than a day stands in no good backup."""
    backup = last_good()
    since = backup.made_at if backup else db.session.scalar(select(LedgerEvent.ts).where(LedgerEvent.seq == 1))
    if since is None or now - since <= AT_MOST_OLD:
        return
    if backup:
        sentence = f"The last good backup was made on {since:%d %b %Y at %H:%M} UTC."
    else:
        sentence = f"No good backup was ever made; the record began on {since:%d %b %Y}."
    yield Cause(
        kind="backup_old",
        subject_type="records.ledger",
        subject_id="ledger",
        subject_name="The record",
        link=path_to("backups.index"),
        sentence=f"{sentence} Make one with “bin/qualward backup create”, and have it made every day.",
        since=since + AT_MOST_OLD,
    )


BACKUPS = Watch("backups", ("backup_old",), causes)
