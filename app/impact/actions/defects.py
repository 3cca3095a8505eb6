"""Deciding about a failed step. The decision is signed by somebody else than the tester."""

from datetime import datetime

from app.impact.models import Defect
from app.impact.queries.signing import may_sign_defect, meaning_of
from app.impact.queries.verdicts import AssessmentRefused, may_edit, require
from app.records import moves, signatures
from app.records.actor import Actor
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused

DECISIONS = {
    "accept_with_control": "Accept with a control",
    "fixed_and_retested": "Repaired and run again",
    "not_adopted": "Do not adopt the release",
}
SIGNING_ROLES = ("SME", "SO")
MEANING = "REVIEW-TECH"


def decide_defect(defect: Defect, decision: str, rationale: str, actor: Actor, now: datetime) -> Defect:
    """Write down the decision about a failed step. It counts once it is signed."""
    require(may_edit(defect.step_result.run.planned_test.round.assessment))
    if decision not in DECISIONS:
        raise AssessmentRefused("Choose what is to be done about the defect.")
    moves.move(defect, "decide", "impact.defect.decided", rationale)
    defect.decision, defect.rationale = decision, rationale
    defect.decided_by, defect.decided_by_name, defect.decided_at = actor.id, actor.name, now
    return defect


def sign_defect(defect: Defect, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Sign the decision. Raises SigningRefused for the tester of the failed step and for roles that may not."""
    verdict = may_sign_defect(defect, actor)
    if not verdict.is_allowed:
        raise SigningRefused("not_allowed", " ".join(verdict.reasons))
    role = next(role for role in SIGNING_ROLES if role in actor.roles)
    signature = signatures.sign(defect, meaning_of(MEANING), role, actor, proof, shown, now, defect.rationale)
    moves.move(defect, "sign", "impact.defect.signed", is_signed=True)
    return signature
