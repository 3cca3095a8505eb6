"""Evidence that has expired while something leans on it."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from app.evidence.dependents import leaning_on
from app.evidence.queries import expiring
from app.notices.door import path_to
from app.notices.rules.causes import Cause
from app.notices.watching import Watch


def causes(now: datetime) -> Iterator[Cause]:
    """Yield the pieces whose last day has passed and on which something leans; the title stays on its own page."""
    today = now.date()
    gone = expiring(today - timedelta(days=1), today)
    leaning = leaning_on([one.evidence.id for one in gone])
    for one in gone:
        several, until = leaning[one.evidence.id], one.standing.until
        if not several or until is None:
            continue
        more = f" and {len(several) - 1} more" if len(several) > 1 else ""
        yield Cause(
            kind="evidence_expired",
            subject_type=one.evidence.__record__,
            subject_id=str(one.evidence.id),
            subject_name=f"{one.evidence.number} of {one.evidence.supplier.name}",
            link=path_to("evidence.show", number=one.evidence.number),
            sentence=f"Its last day was {until}; {several[0].number}{more} leaned on it and is stale.",
            since=datetime.combine(until + timedelta(days=1), time(), UTC),
        )


EVIDENCE = Watch("evidence", ("evidence_expired",), causes)
