"""Whose turn it is to sign a definition."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.questionnaires.models import Definition
from app.questionnaires.queries import definitions as queries
from app.questionnaires.rules.definition_route import barred, definition_route
from app.records import revisions
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute
from app.records.lifecycle import Verdict
from app.records.separation import Step, may_sign
from app.records.signature import Signature


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: the awaited signature (None when decided), and whether this person may give it."""

    step: Step | None
    verdict: Verdict
    route: ApprovalRoute | None
    signatures: Sequence[Signature]


def turn_of(found: Definition, actor: Actor) -> Turn:
    """Judge whether this person may give the signature that is awaited now."""
    made = revisions.signatures_of(found)  # read first, so that the steps of the route find them in memory
    route = queries.open_route_of(found)
    step = _awaited(found, route)
    against = barred(step, actor.id, str(found.drafted_by_id))
    if route is not None:
        return Turn(step, route.verdict(actor.id, actor.roles, against), route, made)
    return Turn(step, may_sign(step, [], actor.id, actor.roles, against), None, made)


def _awaited(found: Definition, route: ApprovalRoute | None) -> Step | None:
    if found.state == "draft":
        return definition_route(found.author_role)[0]
    step = route.next_step if route else None
    return None if step is None else Step(step.meaning, step.role, tuple(step.separate_from))
