"""Ending routes that the record has outrun: their signatures stay, nobody is asked any more."""

from datetime import datetime

from app.impact.models import Assessment
from app.records import approvals


def supersede_routes(assessment: Assessment, now: datetime, reason: str) -> None:
    """Close every open route of an assessment."""
    for route in approvals.routes_of(assessment):
        if route.is_open:
            approvals.close(route, "superseded", now, reason)
