"""Choosing a tier: draft, the author's signature, approvals in order, and the tier on the service.

draft | AUTHOR opens the route | APPROVE-BPO | APPROVE-QA (T1, T2) | tier set in the transaction of the last signature
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.people import queries as people
from app.records import approvals, revisions, signatures, trail
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute
from app.records.lifecycle import Verdict
from app.records.moves import move
from app.records.numbers import next_number
from app.records.separation import Step, may_sign
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused
from app.suppliers import blockers, definitions, queries
from app.suppliers.actions.differences import set_changed
from app.suppliers.actions.refused import Refused, refuse_if
from app.suppliers.models import Service, TierChoice
from app.suppliers.rules.tiers import TIERS, Party, barred, tier_route


def draft_choice(service: Service, tier: str, rationale: str, actor: Actor, now: datetime) -> TierChoice:
    """Write a choice that its author will sign. Raises Refused while another one is open."""
    person = people.person_of(actor)
    if person is None or not service.is_active:
        raise Refused(("", f"{service.number} is retired. Reactivate it before you choose a tier."))
    if waiting := queries.open_choices_of(service):
        raise Refused(("", f"{waiting[0]} is not decided yet. Let it be signed or rejected before you write another."))
    refuse_if(("", sentence) for sentence in blockers.told_of_tiers(service))
    _require_sound(tier, rationale)
    choice = TierChoice(
        number=next_number("TIE", now.year),
        service=service,
        tier=tier,
        rationale=rationale,
        state="draft",
        drafted_by_id=person.id,
        drafted_at=now,
        replaces=queries.voided_choice_of(service),
    )
    db.session.add(choice)
    trail.say(choice, "suppliers.tier_choice.drafted")
    db.session.flush()
    return choice


def change_choice(choice: TierChoice, tier: str, rationale: str, actor: Actor) -> bool:
    """Change a draft; only its writer does. Returns False when nothing differs."""
    if choice.state != "draft":
        raise Refused(("", f"{choice.number} is {choice.state.replace('_', ' ')}; only a draft is changed."))
    if str(choice.drafted_by_id) != actor.id:
        raise Refused(("", f"{choice.number} was written by somebody else; only its author changes it."))
    _require_sound(tier, rationale)
    return set_changed(choice, {"tier": tier, "rationale": rationale}, "suppliers.tier_choice.changed", None)


@dataclass(frozen=True)
class Turn:
    """Whose turn it is: the signature that is awaited (None when decided), and whether this person may give it."""

    step: Step | None
    verdict: Verdict
    route: ApprovalRoute | None
    signatures: Sequence[Signature]


def turn_of(choice: TierChoice, actor: Actor) -> Turn:
    """Judge whether this person may give the signature that is awaited now."""
    made = revisions.signatures_of(choice)  # read first, so that the steps of the route find them in memory
    route = queries.open_route_of(choice)
    step = _awaited(choice, route)
    against = barred(step, actor.id, _party(choice))
    if route is not None:
        return Turn(step, route.verdict(actor.id, actor.roles, against), route, made)
    return Turn(step, may_sign(step, [], actor.id, actor.roles, against), None, made)


def who_else(choice: TierChoice, actor: Actor, now: datetime) -> tuple[Step, list[Actor]] | None:
    """Return the awaited signature and everybody but this person who may give it: an absence does not block."""
    turn = turn_of(choice, actor)
    if turn.step is None:
        return None
    signed = [] if turn.route is None else _given(turn.route)
    holders = [one.actor for one in people.holders(turn.step.role) if one.actor.id != actor.id]
    able = [
        one
        for one in holders
        if may_sign(turn.step, signed, one.id, one.roles, barred(turn.step, one.id, _party(choice))).is_allowed
    ]
    return turn.step, signatures.ready(able, now)


def _given(route: ApprovalRoute) -> list[tuple[str, str]]:
    return [(step.meaning, step.signature.signer_id) for step in route.steps if step.signature is not None]


def next_step(choice: TierChoice) -> Step | None:
    """Return the signature that is awaited now, or None when the choice is decided."""
    return _awaited(choice, queries.open_route_of(choice))


def signing_of(choice: TierChoice, actor: Actor) -> Verdict:
    """Judge whether this person may give the signature that is awaited now."""
    return turn_of(choice, actor).verdict


def sign_choice(choice: TierChoice, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Give the awaited signature; the last one puts the tier on the service. Raises SigningRefused."""
    step, route = _require_turn(choice, actor)
    signature = signatures.sign(choice, definitions.meaning(step.meaning), step.role, actor, proof, shown, now)
    if route is None:
        route = _submit(choice, now)
    approvals.fill(route, signature, now)
    if route.outcome == "signed":
        _put_in_force(choice, now)
    return signature


def reject_choice(
    choice: TierChoice, proof: Proof, shown: Shown, actor: Actor, now: datetime, reason: str
) -> Signature:
    """Say no with a signature and a reason; the service keeps the tier it has. Raises SigningRefused."""
    if choice.state != "in_approval":
        raise SigningRefused("state", f"{choice.number} is not in approval, so there is nothing to reject.")
    step, route = _require_turn(choice, actor)
    meaning = definitions.meaning("REJECT")
    signature = signatures.sign(choice, meaning, step.role, actor, proof, shown, now, reason)
    if route is not None:
        approvals.close(route, "rejected", now, reason)
    move(choice, "reject", "suppliers.tier_choice.rejected", reason, is_signed=True)
    choice.decided_at = now
    return signature


def void_choice(choice: TierChoice, proof: Proof, shown: Shown, actor: Actor, now: datetime, reason: str) -> Signature:
    """Sign that a tier in force was chosen wrongly; the service has none until a new choice is signed.

    The next choice that is drafted names this one. Raises SigningRefused.
    """
    verdict = may_void(choice, actor)
    if not verdict.is_allowed:
        raise SigningRefused("not_allowed", " ".join(verdict.reasons))
    signature = signatures.sign(choice, definitions.meaning("VOID"), "QA", actor, proof, shown, now, reason)
    move(choice, "void", "suppliers.tier_choice.voided", reason, is_signed=True)
    set_changed(
        choice.service, {"tier": None}, "suppliers.service.tier_voided", f"{choice.number} was voided: {reason}"
    )
    return signature


def may_void(choice: TierChoice, actor: Actor) -> Verdict:
    """Judge whether this person may void it: QA, on a signed choice that they did not write."""
    reasons = []
    if "QA" not in actor.roles:
        reasons.append("A tier choice is voided in the role QA, which you do not hold.")
    if choice.state != "signed":
        state = choice.state.replace("_", " ")
        reasons.append(f"{choice.number} is {state}; only the choice that is in force is voided.")
    if str(choice.drafted_by_id) == actor.id:
        reasons.append(f"You wrote {choice.number}; another person voids it.")
    return Verdict.of(reasons)


def _require_turn(choice: TierChoice, actor: Actor) -> tuple[Step, ApprovalRoute | None]:
    turn = turn_of(choice, actor)
    if not turn.verdict.is_allowed or turn.step is None:
        raise SigningRefused("not_your_turn", " ".join(turn.verdict.reasons))
    return turn.step, turn.route


def _awaited(choice: TierChoice, route: ApprovalRoute | None) -> Step | None:
    if choice.state == "draft":
        return tier_route(choice.tier)[0]
    step = route.next_step if route else None
    return None if step is None else Step(step.meaning, step.role, tuple(step.separate_from))


def _submit(choice: TierChoice, now: datetime) -> ApprovalRoute:
    policy = {"tier": choice.tier, "meanings": definitions.meanings_version()}
    route = approvals.open_route(choice, queries.TIER_PURPOSE, tier_route(choice.tier), policy, now)
    move(choice, "submit", "suppliers.tier_choice.submitted", is_signed=True)
    return route


def _put_in_force(choice: TierChoice, now: datetime) -> None:
    service = choice.service
    reason = f"Tier choice {choice.number} was signed."
    for earlier in queries.choices_of(service):
        if earlier.state == "signed":
            move(earlier, "supersede", "suppliers.tier_choice.superseded", reason, is_signed=True)
    move(choice, "approve", "suppliers.tier_choice.signed", is_signed=True)
    choice.decided_at = now
    set_changed(service, {"tier": choice.tier}, "suppliers.service.tier_set", reason)


def _party(choice: TierChoice) -> Party:
    owner = choice.service.bpo
    return Party(str(choice.drafted_by_id), str(owner.id) if owner else None, owner.label if owner else None)


def _require_sound(tier: str, rationale: str) -> None:
    problems = []
    if tier not in TIERS:
        problems.append(("tier", "Choose a tier from T1 to T4."))
    if not rationale:
        problems.append(("rationale", "Say why: what goes wrong, and for whom, when the service fails or changes."))
    refuse_if(problems)
