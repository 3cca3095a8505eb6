"""What people are told about assessments: a signature that awaits them, a due date that comes near. Once each."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.base.db import db
from app.impact.lifecycle import OPEN
from app.impact.models import Assessment, AssessmentRound
from app.impact.queries.definitions import library
from app.impact.queries.signing import open_route, routes_by_assessment, turn
from app.impact.rules.reminders import reminder
from app.notices.door import path_to
from app.notices.rules.causes import News
from app.notices.watching import Errand
from app.people.models import Person
from app.people.queries import active_people
from app.records.approvals import ApprovalRoute


def signatures_awaited(_now: datetime) -> Iterator[News]:
    """Yield who may give the signature whose turn it is: one for each record, step and person."""
    at_work = _open()
    routes = routes_by_assessment([one.id for one in at_work])
    people = active_people()
    for one in at_work:
        route = open_route(routes[one.id])
        step = None if route is None else route.next_step
        if route is None or step is None:
            continue
        for person in _signers(one, routes[one.id], people):
            yield News(
                kind="signature",
                key=f"signature:{route.id}:{step.position}:{person.id}",
                person_id=person.id,
                values={"number": one.number, "what": _named(one)},
                record=one.number,
                link=path_to("impact_approvals.index", number=one.number),
            )


def due_dates(now: datetime) -> Iterator[News]:
    """Yield who is reminded of which due date today, on the days that the definitions name."""
    days = library().reminders
    at_work = [one for one in _open() if one.next_due is not None]
    routes = routes_by_assessment([one.id for one in at_work])
    people = active_people()
    for one in at_work:
        if one.next_due is None:
            continue
        found = reminder(one.next_due, now.date(), days.before_days, is_sent_overdue=days.is_sent_overdue)
        for person in _whose_turn(one, routes[one.id], people) if found else ():
            if found is not None:
                yield News(
                    kind="due",
                    key=f"due:{one.id}:{one.state}:{one.next_due}:{found.stage}:{person.id}",
                    person_id=person.id,
                    values={"number": one.number, "when": found.when, "what": _named(one)},
                    record=one.number,
                    link=path_to("impact_assessments.show", number=one.number),
                )


def _open() -> Sequence[Assessment]:
    rounds = selectinload(Assessment.rounds).selectinload(AssessmentRound.conclusions)
    query = select(Assessment).where(Assessment.state.in_(OPEN))
    around = (joinedload(Assessment.release), joinedload(Assessment.service), rounds)
    return db.session.scalars(query.options(*around).order_by(Assessment.id)).unique().all()


def _signers(one: Assessment, routes: Sequence[ApprovalRoute], people: Sequence[Person]) -> list[Person]:
    """Return the people who may take the step whose turn it is: the same verdict as at signing."""
    found = []
    for person in people:
        at = turn(one, person.actor, routes)
        if at is not None and at.step.role in person.roles and at.verdict.is_allowed:
            found.append(person)
    return found


def _whose_turn(one: Assessment, routes: Sequence[ApprovalRoute], people: Sequence[Person]) -> list[Person]:
    """Return whom a due date is about: the signers in approval, the assessor, or whoever may take it."""
    if one.state == "in_approval":
        return _signers(one, routes, people)
    if one.assessor_id is not None:
        return [person for person in people if str(person.id) == one.assessor_id]
    return [person for person in people if "SO" in person.roles]


def _named(one: Assessment) -> str:
    return f"Impact assessment {one.number}: {one.release.name} on {one.service.name}."


SIGNATURES = Errand("signatures", signatures_awaited)
DUE_DATES = Errand("due dates", due_dates)
