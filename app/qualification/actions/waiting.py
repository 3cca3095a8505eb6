"""Which tierings wait for a person: asked by the same verdicts that guard the act, so it never promises more."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.people.permissions import allows
from app.qualification import queries
from app.qualification.actions.sheets import party_of, scoring_of
from app.qualification.actions.signing import judged
from app.qualification.models import Tiering, reckon
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute


@dataclass(frozen=True)
class Waiting:
    """What to do on which tiering, why it is theirs, and the page where it is done."""

    tiering: Tiering
    what: str
    why: str
    endpoint: str


def tierings_for(actor: Actor) -> Iterator[Waiting]:
    """Yield what this person may do on tierings now, the oldest first."""
    if not allows(actor.roles, "qualification.tiering.score") and not allows(actor.roles, "qualification.tiering.sign"):
        return
    tierings = queries.waiting()
    routes = queries.open_routes_of(tierings)
    for tiering in tierings:
        route = routes.get(tiering.id)
        found = _scoring(tiering, actor) or _agreeing(tiering, actor) or _signing(tiering, route, actor)
        if found is not None:
            yield found


def _scoring(tiering: Tiering, actor: Actor) -> Waiting | None:
    if not allows(actor.roles, "qualification.tiering.score") or not scoring_of(tiering, actor).is_allowed:
        return None
    is_first = tiering.state == "scoring"
    why = "You opened this tiering." if is_first else "A second scorer is needed, and you took no part so far."
    return Waiting(tiering, "Score the ten factors", why, "tiering_sheets.edit")


def _agreeing(tiering: Tiering, actor: Actor) -> Waiting | None:
    if tiering.state != "weighing" or actor.id not in party_of(tiering).scorer_ids or not reckon(tiering).to_agree:
        return None
    return Waiting(tiering, "Agree on the scores", "You and the other scorer are apart.", "tierings.show")


def _signing(tiering: Tiering, route: ApprovalRoute | None, actor: Actor) -> Waiting | None:
    if tiering.state not in {"weighing", "in_approval"} or not allows(actor.roles, "qualification.tiering.sign"):
        return None
    step, verdict = judged(tiering, route, actor)
    if step is None or not verdict.is_allowed:
        return None
    return Waiting(tiering, f"Sign as {step.meaning}", f"Your role {step.role} is next.", "tierings.show")
