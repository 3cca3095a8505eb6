"""Signing a tiering: the author, approvals in order, and the tier on the service with the last signature.

AUTHOR opens the route | APPROVE-BPO | APPROVE-QA (T1, T2, or lowered) | REJECT with a reason | VOID when found wrong
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.people import queries as people
from app.qualification import definitions, queries
from app.qualification.actions.sheets import party_of
from app.qualification.models import Reckoning, Tiering, reckon
from app.qualification.rules.route import barred, is_lowered, tiering_route
from app.records import approvals, revisions, signatures
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute
from app.records.lifecycle import Verdict
from app.records.moves import move
from app.records.separation import Step, may_sign
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused
from app.suppliers.actions.tier_in_force import put_in_force, take_away


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: the signature that is awaited (None when there is none), and whether this person gives it."""

    step: Step | None
    verdict: Verdict
    route: ApprovalRoute | None
    signatures: Sequence[Signature]


def turn_of(tiering: Tiering, actor: Actor) -> Turn:
    """Judge whether this person may give the signature that is awaited now."""
    route = queries.open_route_of(tiering)
    made = revisions.signatures_of(tiering) if route is None else _made(route)
    return Turn(*judged(tiering, route, actor), route, made)


def judged(tiering: Tiering, route: ApprovalRoute | None, actor: Actor) -> tuple[Step | None, Verdict]:
    """Return the awaited signature, and whether this person gives it; asks the database nothing."""
    if (reasons := _not_ready(tiering)) and route is None:
        return None, Verdict.of(reasons)
    step = next_step(tiering, route)
    against = barred(step, actor.id, party_of(tiering))
    if route is not None:
        return step, route.verdict(actor.id, actor.roles, against)
    return step, may_sign(step, [], actor.id, actor.roles, against)


def route_of(tiering: Tiering) -> tuple[Step, ...]:
    """Return who signs the tier that is chosen now; empty while there is none."""
    return () if tiering.tier is None else tiering_route(tiering.tier, is_lowered=_is_lowered(tiering))


def next_step(tiering: Tiering, route: ApprovalRoute | None) -> Step | None:
    """Return the signature that is awaited now."""
    if tiering.state == "weighing" and not _not_ready(tiering):
        return route_of(tiering)[0]
    step = route.next_step if route else None
    return None if step is None else Step(step.meaning, step.role, tuple(step.separate_from))


def who_else(tiering: Tiering, actor: Actor, now: datetime) -> tuple[Step, list[Actor]] | None:
    """Return the awaited signature and everybody but this person who may give it: an absence does not block."""
    turn = turn_of(tiering, actor)
    if turn.step is None:
        return None
    given = [(one.meaning, one.signer_id) for one in _made(turn.route)] if turn.route else []
    party, step = party_of(tiering), turn.step
    able = [
        one.actor
        for one in people.holders(step.role)
        if one.actor.id != actor.id
        and may_sign(step, given, one.actor.id, one.actor.roles, barred(step, one.actor.id, party)).is_allowed
    ]
    return step, signatures.ready(able, now)


def sign_tiering(tiering: Tiering, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Give the awaited signature; the last one puts the tier on the service. Raises SigningRefused."""
    step, route = _require_turn(tiering, actor)
    signature = signatures.sign(tiering, definitions.meaning(step.meaning), step.role, actor, proof, shown, now)
    if route is None:
        route = _submit(tiering, now)
    approvals.fill(route, signature, now)
    if route.outcome == "signed":
        _put_in_force(tiering, now)
    return signature


def reject_tiering(tiering: Tiering, proof: Proof, shown: Shown, actor: Actor, now: datetime, reason: str) -> Signature:
    """Say no with a signature and a reason; the service keeps the tier it has. Raises SigningRefused."""
    if tiering.state != "in_approval":
        raise SigningRefused("state", f"{tiering.number} is not in approval, so there is nothing to reject.")
    step, route = _require_turn(tiering, actor)
    signature = signatures.sign(tiering, definitions.meaning("REJECT"), step.role, actor, proof, shown, now, reason)
    if route is not None:
        approvals.close(route, "rejected", now, reason)
    move(tiering, "reject", "qualification.tiering.rejected", reason, is_signed=True)
    tiering.decided_at = now
    return signature


def void_tiering(tiering: Tiering, proof: Proof, shown: Shown, actor: Actor, now: datetime, reason: str) -> Signature:
    """Sign that a tiering in force was wrong; the service has no tier until another one is signed.

    The next tiering that is opened names this one. Raises SigningRefused.
    """
    verdict = may_void(tiering, actor)
    if not verdict.is_allowed:
        raise SigningRefused("not_allowed", " ".join(verdict.reasons))
    signature = signatures.sign(tiering, definitions.meaning("VOID"), "QA", actor, proof, shown, now, reason)
    move(tiering, "void", "qualification.tiering.voided", reason, is_signed=True)
    take_away(tiering.service, tiering.number, reason)
    return signature


def may_void(tiering: Tiering, actor: Actor) -> Verdict:
    """Judge whether this person may void it: QA, on a signed tiering that they neither opened nor scored."""
    party, reasons = party_of(tiering), []
    if "QA" not in actor.roles:
        reasons.append("A tiering is voided in the role QA, which you do not hold.")
    if tiering.state != "signed":
        state = tiering.state.replace("_", " ")
        reasons.append(f"{tiering.number} is {state}; only the tiering that is in force is voided.")
    if actor.id in {party.author_id, *party.scorer_ids}:
        reasons.append(f"You scored {tiering.number}; another person voids it.")
    return Verdict.of(reasons)


def _made(route: ApprovalRoute) -> list[Signature]:
    """Return the signatures of an open route: a tiering has one route, and whatever ends it is signed at its end."""
    return [step.signature for step in route.steps if step.signature is not None]


def _not_ready(tiering: Tiering) -> list[str]:
    """Return what is missing before the author may sign."""
    if tiering.state != "weighing":
        return (
            [] if tiering.state == "in_approval" else [f"It is {tiering.state.replace('_', ' ')}; no signature waits."]
        )
    found = reckon(tiering)
    if found.to_agree:
        apart = ", ".join(one.factor for one in found.to_agree)
        return [f"The scorers are apart on {apart}; let them agree in writing first."]
    return _without_team(found, tiering)


def _without_team(found: Reckoning, tiering: Tiering) -> list[str]:
    if found.formality is not None and found.formality.has_team and not tiering.team:
        return ["The risk is assessed formally: say on “Choose the tier” who took part and where the FMEA is."]
    return []


def _is_lowered(tiering: Tiering) -> bool:
    found = reckon(tiering).found
    return found is not None and tiering.tier is not None and is_lowered(found, tiering.tier)


def _require_turn(tiering: Tiering, actor: Actor) -> tuple[Step, ApprovalRoute | None]:
    turn = turn_of(tiering, actor)
    if not turn.verdict.is_allowed or turn.step is None:
        raise SigningRefused("not_your_turn", " ".join(turn.verdict.reasons))
    return turn.step, turn.route


def _submit(tiering: Tiering, now: datetime) -> ApprovalRoute:
    policy = {"tier": tiering.tier, "lowered": _is_lowered(tiering), "meanings": definitions.meanings_version()}
    route = approvals.open_route(tiering, queries.PURPOSE, route_of(tiering), policy, now)
    move(tiering, "submit", "qualification.tiering.submitted", is_signed=True)
    return route


def _put_in_force(tiering: Tiering, now: datetime) -> None:
    for earlier in queries.in_force_of(tiering.service):
        move(earlier, "supersede", "qualification.tiering.superseded", f"{tiering.number} was signed.", is_signed=True)
    move(tiering, "approve", "qualification.tiering.signed", is_signed=True)
    tiering.decided_at = now
    put_in_force(tiering.service, tiering.tier or "", tiering.number)
