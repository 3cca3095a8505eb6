"""Procedures and training: what changes, what was done, or the recorded reason why nothing has to."""

from dataclasses import dataclass
from datetime import date, datetime

from app.base.db import db
from app.impact.actions.triages import begin_assessing
from app.impact.models import Assessment, ProcedureChange, TrainingNeed
from app.impact.queries.verdicts import may_edit, require
from app.records import trail
from app.records.actor import Actor


@dataclass(frozen=True)
class Procedure:
    """A procedure that changes (``needed``), has changed (``done``) or does not have to (``not_needed``)."""

    procedure: str
    what: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class Training:
    """Roles that learn something by a day (``needed``, ``done``), or nobody does (``none``)."""

    roles: str
    summary: str
    outcome: str
    reason: str
    due: date | None = None


def settle_procedures(assessment: Assessment, entry: Procedure, actor: Actor, now: datetime) -> ProcedureChange:
    """Add one entry about procedures to the round at work."""
    begin_assessing(assessment)
    require(may_edit(assessment))
    found = ProcedureChange(
        round=assessment.this_round,
        procedure=entry.procedure,
        what=entry.what,
        outcome=entry.outcome,
        reason=entry.reason,
        settled_by=actor.id,
        settled_by_name=actor.name,
        settled_at=now,
    )
    db.session.add(found)
    trail.say(found, "impact.procedure_change.settled", entry.reason or None)
    db.session.flush()
    return found


def settle_training(assessment: Assessment, entry: Training, actor: Actor, now: datetime) -> TrainingNeed:
    """Add one entry about training to the round at work."""
    begin_assessing(assessment)
    require(may_edit(assessment))
    found = TrainingNeed(
        round=assessment.this_round,
        roles=entry.roles,
        summary=entry.summary,
        due=entry.due,
        outcome=entry.outcome,
        reason=entry.reason,
        settled_by=actor.id,
        settled_by_name=actor.name,
        settled_at=now,
    )
    db.session.add(found)
    trail.say(found, "impact.training_need.settled", entry.reason or None)
    db.session.flush()
    return found


def finish(found: ProcedureChange | TrainingNeed, reason: str, actor: Actor, now: datetime) -> None:
    """Record that a needed change of procedure or training is done, and where that can be seen."""
    require(may_edit(found.round.assessment))
    trail.say(found, f"{found.__record__}.done", reason)
    found.outcome, found.reason = "done", reason
    found.settled_by, found.settled_by_name, found.settled_at = actor.id, actor.name, now


def take_back(found: ProcedureChange | TrainingNeed, because: str, now: datetime) -> None:
    """Take an entry back with a reason; it stays readable."""
    require(may_edit(found.round.assessment))
    trail.say(found, f"{found.__record__}.taken_back", because)
    found.withdrawn_at, found.withdrawn_because = now, because
