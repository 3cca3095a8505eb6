"""What holds a service, a workflow or a release: they are not retired under an open assessment."""

from sqlalchemy import select

from app.base.db import db
from app.impact.lifecycle import OPEN
from app.impact.models import Assessment
from app.suppliers.models import Service

_HOLDING = (*OPEN, "approved", "deferred", "live_unassessed")


def blockers_for(service: Service) -> list[str]:
    """Return a sentence for each assessment that is still at work on a service."""
    query = (
        select(Assessment.number, Assessment.state)
        .where(Assessment.service_id == service.id, Assessment.state.in_(_HOLDING))
        .order_by(Assessment.id)
    )
    return [
        f"Impact assessment {number} is {state.replace('_', ' ')}. Finish, withdraw or decline it first."
        for number, state in db.session.execute(query)
    ]
