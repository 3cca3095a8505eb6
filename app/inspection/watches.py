"""A verification that found something: the alarm stands until a later one finds the record intact."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select

from app.base.db import db
from app.inspection.models import VerificationRun
from app.notices.door import path_to
from app.notices.rules.causes import Cause
from app.notices.watching import Watch


def causes(_now: datetime) -> Iterator[Cause]:
    """Yield the record while its newest verification found a fault; since the first one that did."""
    last_good = select(func.max(VerificationRun.id)).where(VerificationRun.verdict == "intact").scalar_subquery()
    query = select(VerificationRun).where(VerificationRun.id > func.coalesce(last_good, 0))
    first = db.session.scalar(query.order_by(VerificationRun.id).limit(1))
    if first is not None:
        yield Cause(
            kind="verification_failed",
            subject_type="records.ledger",
            subject_id="ledger",
            subject_name="The record",
            link=path_to("verifications.show", run_id=first.id),
            sentence=first.sentence,
            since=first.run_at,
        )


VERIFICATIONS = Watch("verifications", ("verification_failed",), causes)
