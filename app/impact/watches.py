"""Assessments that are overdue, and releases that went live unassessed."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.impact.lifecycle import OPEN
from app.impact.models import Assessment
from app.notices.door import path_to
from app.notices.rules.causes import Cause
from app.notices.watching import Watch


def causes(now: datetime) -> Iterator[Cause]:
    """Yield the assessments that should have been further by now."""
    query = (
        select(Assessment)
        .where(
            or_(
                Assessment.state == "live_unassessed",
                Assessment.state.in_(OPEN) & (Assessment.next_due < now.date()),
            )
        )
        .options(joinedload(Assessment.release), joinedload(Assessment.service))
    )
    for one in db.session.scalars(query.order_by(Assessment.id)):
        name = f"{one.release.name} on {one.service.name}"
        if one.state == "live_unassessed":
            since = one.exposed_since or now.date()
            sentence = f"{name} is in use since {since} without an approval. QA decides how the service is used."
            yield _cause("live_unassessed", one, sentence, datetime.combine(since, time(), UTC))
        elif one.next_due is not None:
            sentence = f"{name} stands at “{one.state.replace('_', ' ')}”; its next step was due on {one.next_due}."
            since_day = one.next_due + timedelta(days=1)
            yield _cause("assessment_overdue", one, sentence, datetime.combine(since_day, time(), UTC))


def _cause(kind: str, one: Assessment, sentence: str, since: datetime) -> Cause:
    return Cause(
        kind=kind,
        subject_type=one.__record__,
        subject_id=str(one.id),
        subject_name=f"{one.number} {one.release.name}",
        link=path_to("impact_assessments.show", number=one.number),
        sentence=sentence,
        since=since,
    )


ASSESSMENTS = Watch("assessments", ("assessment_overdue", "live_unassessed"), causes)
