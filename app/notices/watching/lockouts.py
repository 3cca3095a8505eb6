"""Accounts that were locked after five wrong passwords, at sign-in or signing (21 CFR 11.300(d), P11-31)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from app.base.db import db
from app.notices.queries.alarms import covered_until
from app.notices.rules.causes import Cause
from app.notices.watching import Watch
from app.people.models import Person, SignIn
from app.people.rules.throttle import LOCKED_FOR

KIND = "account_locked"
LOOKED_BACK = timedelta(days=30)
"""A clock that stood still for less than this misses no lock-out."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def causes(now: datetime) -> Iterator[Cause]:
    """Yield the accounts that are locked, or were since their last alarm ended."""
    covered = covered_until(KIND, now)
    last = func.max(SignIn.at)
    query = (
        select(Person, last)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(SignIn.outcome == "locked", SignIn.at > now - LOOKED_BACK)
        .group_by(Person.id)
        .order_by(Person.id)
    )
    for person, at in db.session.execute(query):
        if at > now - LOCKED_FOR or at > covered.get(str(person.id), _NEVER):
            yield Cause(
                kind=KIND,
                subject_type="people.person",
                subject_id=str(person.id),
                subject_name=person.label,
                link="",  # security reviewers acknowledge it, and the pages of accounts are not theirs to open
                sentence=f"After five wrong passwords in a row {person.label} was locked for 15 minutes.",
                since=at,
            )


LOCKOUTS = Watch("lock-outs", (KIND,), causes)
