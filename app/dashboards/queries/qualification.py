"""What waits for a person about qualifying services: a list of its own, so that the first page stays quick."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from app.dashboards.queries.tasks import Task, in_order
from app.qualification.actions.waiting import tierings_for
from app.records.actor import Actor


def my_qualification(actor: Actor, now: datetime) -> list[Task]:
    """Return what waits for this person about tierings."""
    return in_order(_tierings(actor), now)


def _tierings(actor: Actor) -> Iterator[Task]:
    for one in tierings_for(actor):
        yield Task(
            what=one.what,
            record=one.tiering.number,
            name=f"Tiering of {one.tiering.service.name}",
            due=None,
            why=one.why,
            link=url_for(one.endpoint, number=one.tiering.number),
            is_late=False,
        )
