"""Definitions that wait for a person, on the first page."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from app.people.permissions import allows
from app.questionnaires.queries import definitions as queries
from app.questionnaires.queries.definition_turns import turn_of
from app.records.actor import Actor


@dataclass(frozen=True)
class Waiting:
    """One line of somebody's work, in the words of the first page."""

    what: str
    record: str
    name: str
    due: date | None
    why: str
    link: str
    is_late: bool


def waiting_for(actor: Actor, _now: datetime) -> list[Waiting]:
    """Return the definitions whose next signature this person may give."""
    if not allows(actor.roles, "questionnaires.definition.sign"):
        return []
    found = []
    for one in queries.waiting():
        turn = turn_of(one, actor)
        if turn.step is not None and turn.verdict.is_allowed:
            link = url_for("definitions.show", number=one.number)
            what, why = f"Sign as {turn.step.meaning}", f"Your role {turn.step.role} is next."
            found.append(Waiting(what, one.number, one.name, None, why, link, is_late=False))
    return found
