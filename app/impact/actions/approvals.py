"""Routing and signing: submit, sign in order with QA last, say no. What is signed is exactly what was shown."""

from collections.abc import Sequence
from datetime import datetime

from app.impact.actions.routes import supersede_routes
from app.impact.models import Assessment
from app.impact.queries.route_steps import plan_steps, policy, result_steps, sample_of
from app.impact.queries.signing import (
    PLAN,
    RESULT,
    has_plan_approval,
    may_reject,
    meaning_of,
    needs_plan_approval,
    open_route,
    rejecting_role,
    routes_of,
    step_meaning,
    turn,
)
from app.impact.queries.verdicts import AssessmentRefused, may_request_plan_approval, may_submit, require
from app.impact.rules.signing_route import Sample
from app.records import approvals, moves, signatures
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute
from app.records.separation import Step
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused

_NO_SAMPLE = Sample(is_sampled=False, sentence="A plan is not sampled.")


def request_plan_approval(assessment: Assessment, now: datetime) -> ApprovalRoute:
    """Ask QA to sign the test plan of a level L3 before testing starts."""
    require(may_request_plan_approval(assessment))
    if not needs_plan_approval(assessment):
        raise AssessmentRefused(f"{assessment.number} needs no signature on its plan; start testing.")
    if has_plan_approval(assessment):
        raise AssessmentRefused("The plan as it stands is signed already; start testing.")
    return _open(assessment, PLAN, plan_steps(assessment), _NO_SAMPLE, now)


def submit(assessment: Assessment, actor: Actor, now: datetime) -> ApprovalRoute:
    """Route the assessment. Raises AssessmentRefused with every obstacle there is, not only the first."""
    assessment.tier = assessment.service.tier
    require(may_submit(assessment))
    if needs_plan_approval(assessment) and not has_plan_approval(assessment):
        raise AssessmentRefused(f"{assessment.number} has level L3: QA signs the test plan before testing starts.")
    if actor.id != assessment.assessor_id:
        raise AssessmentRefused(f"{assessment.assessor_name} is its assessor and submits it.")
    moves.move(assessment, "submit", "impact.assessment.submitted")
    sample = sample_of(assessment, now)
    return _open(assessment, RESULT, result_steps(assessment, sample), sample, now)


def sign_step(assessment: Assessment, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Sign the step whose turn it is; the last one approves. Raises SigningRefused, and nothing is half done."""
    at = turn(assessment, actor)
    if at is None:
        raise SigningRefused("no_step", f"No signature is awaited on {assessment.number} now.")
    if not at.verdict.is_allowed:
        raise SigningRefused("not_allowed", " ".join(at.verdict.reasons))
    if assessment.tier != assessment.service.tier:
        raise SigningRefused(
            "tier_changed",
            f"The tier of {assessment.service.number} changed since. Recall the assessment and submit it again.",
        )
    meaning = step_meaning(assessment, at.step)
    signature = signatures.sign(assessment, meaning, at.step.role, actor, proof, shown, now)
    approvals.fill(at.route, signature, now)
    if at.route.purpose == RESULT and not at.route.is_open:
        _approve(assessment, now)
    return signature


def reject(assessment: Assessment, proof: Proof, shown: Shown, actor: Actor, now: datetime, reason: str) -> Signature:
    """Sign a no: it goes back to its assessor, the REJECT signature and all earlier ones stay on record."""
    verdict = may_reject(assessment, actor)
    if not verdict.is_allowed:
        raise SigningRefused("not_allowed", " ".join(verdict.reasons))
    if not reason.strip():
        raise SigningRefused("no_reason", "A rejection needs its reason. Write it, then sign.")
    role, route = rejecting_role(assessment, actor), open_route(routes_of(assessment))
    signature = signatures.sign(assessment, meaning_of("REJECT"), role, actor, proof, shown, now, reason)
    if route is not None:
        approvals.close(route, "rejected", now, reason)
    moves.move(assessment, "reject", "impact.assessment.rejected", reason, is_signed=True)
    return signature


def recall(assessment: Assessment, reason: str, actor: Actor, now: datetime) -> Assessment:
    """Take a submitted assessment back to work on it; the signatures made so far stay on record."""
    if actor.id != assessment.assessor_id:
        raise AssessmentRefused(f"{assessment.assessor_name} is its assessor and may recall it.")
    moves.move(assessment, "recall", "impact.assessment.recalled", reason)
    supersede_routes(assessment, now, reason)
    return assessment


def _open(assessment: Assessment, purpose: str, steps: Sequence[Step], sample: Sample, now: datetime) -> ApprovalRoute:
    return approvals.open_route(assessment, purpose, steps, policy(assessment, sample, now), now)


def _approve(assessment: Assessment, now: datetime) -> None:
    """Approve at the time of the last signature, never earlier; a retrospective approval ends the exposure window."""
    if assessment.is_retrospective:
        assessment.exposure_ended_at = now
    assessment.approved_at = now
    moves.move(assessment, "approve", "impact.assessment.approved", is_signed=True)
