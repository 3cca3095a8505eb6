"""The server's clock beside the record: while it stands behind, nobody can sign."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from app.base.db import db
from app.notices.rules.causes import Cause
from app.notices.watching import Watch
from app.records.ledger import CLOCK_TOLERANCE
from app.records.tables import LedgerHead


def causes(now: datetime) -> Iterator[Cause]:
    """Yield the server's clock while it stands behind the newest event."""
    last = db.session.scalar(select(LedgerHead.last_ts))
    if last is not None and now < last - CLOCK_TOLERANCE:
        seconds = int((last - now).total_seconds())
        yield Cause(
            kind="clock_behind",
            subject_type="records.clock",
            subject_id="server",
            subject_name="The server's clock",
            link="",
            sentence=f"The server's clock stands {seconds} seconds behind the record, so nothing can be signed. Put it "
            "in step with a time service, or wait until it has caught up.",
            since=now,
        )


CLOCK_BEHIND = Watch("clock", ("clock_behind",), causes)
