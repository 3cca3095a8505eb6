"""What waits for the owners of evidence: a newer version of what expires, has expired or is old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from app.base.db import db
from app.evidence.models import Evidence
from app.evidence.queries.counted import Counted
from app.people.permissions import allows
from app.records.actor import Actor

MOST = 20
"""Pieces named on home; the list shows all."""


@dataclass(frozen=True)
class Waiting:
    """One line of work, in the words of my work."""

    what: str
    record: str
    name: str
    due: date | None
    why: str
    link: str
    is_late: bool


def waiting_for(actor: Actor, now: datetime) -> Sequence[Waiting]:
    """Return the evidence of this person that needs a newer version, what expires first on top."""
    if not allows(actor.roles, "evidence.evidence.edit"):
        return []
    counted = Counted(now.date())
    query = counted.select().where(Evidence.owner_id == int(actor.id), counted.standing.in_(_WAITING))
    rows = db.session.execute(query.order_by(counted.until.asc().nulls_last(), Evidence.id).limit(MOST))
    return [
        Waiting(
            what="Renew the evidence",
            record=one.evidence.number,
            name=one.evidence.title,
            due=one.standing.until,
            why=one.standing.reasons[0],
            link=url_for("evidence.show", number=one.evidence.number),
            is_late=not one.standing.counts_in_full,
        )
        for one in (counted.line(row) for row in rows)
    ]


_WAITING = ("expiring", "expired", "old")
