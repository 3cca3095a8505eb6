"""The vendor was faster: live unassessed by the clock, QA's use decision, and the review of the exposure window.

Nothing here is back-dated, and nothing here stops the vendor's system.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base.db import db
from app.impact.actions.routes import supersede_routes
from app.impact.models import Assessment, ExposureReview, UseDecision
from app.impact.queries.signing import meaning_of
from app.impact.queries.verdicts import AssessmentRefused
from app.records import moves, signatures, trail
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.numbers import next_number
from app.records.signature import Signature
from app.records.signatures import Proof, Shown, SigningRefused
from app.suppliers.models import Workflow

DECISIONS = {
    "continue_with_control": "Continue with an interim control",
    "restrict": "Restrict the function",
    "toggle_off": "Switch the function off",
    "stop": "Stop the use",
}
MEANING = "APPROVE-QA"


@dataclass(frozen=True)
class Use:
    """How the service is used until the release is approved: the decision, its control, from when, which workflows."""

    decision: str
    control: str
    applies_from: datetime
    workflows: Sequence[Workflow] = ()


def mark_live(assessment: Assessment, now: datetime) -> Assessment | None:
    """Name what the calendar did: an approved release is live, an open one live unassessed. None when neither is so."""
    if assessment.production_on is None or assessment.production_on > now.date():
        return None
    if assessment.state == "approved":
        return go_live(assessment, now)
    if assessment.live_since is not None:
        return None
    since = assessment.production_on
    because = f"The production date {since:%d %b %Y} passed without an approval."
    assessment.live_since = assessment.exposed_since = since
    supersede_routes(assessment, now, because)
    moves.move(assessment, "expose", "impact.assessment.live_unassessed", because)
    return assessment


def go_live(assessment: Assessment, now: datetime) -> Assessment:
    """Record that an approved release is in production: from its production date, or from today when none is known.

    Raises AssessmentRefused before the production date.
    """
    if assessment.production_on is not None and assessment.production_on > now.date():
        raise AssessmentRefused(
            f"{assessment.number} goes live on {assessment.production_on:%d %b %Y}, which is still to come."
        )
    if assessment.live_since is None:
        assessment.live_since = assessment.production_on or now.date()
    moves.move(assessment, "go_live", "impact.assessment.gone_live")
    return assessment


def close(assessment: Assessment) -> Assessment:
    """Close a live assessment: nothing is left to do about this release."""
    moves.move(assessment, "close", "impact.assessment.closed")
    return assessment


def decide_use(assessment: Assessment, use: Use, actor: Actor, now: datetime) -> UseDecision:
    """Write down how the service is used while it runs an unapproved release. It counts once QA has signed it."""
    if not assessment.is_service_exposed:
        raise AssessmentRefused(f"{assessment.number} is not live unapproved; no use decision is needed.")
    if use.decision not in DECISIONS:
        raise AssessmentRefused("Choose how the service is used until the release is approved.")
    if use.applies_from < now:
        raise AssessmentRefused("A use decision applies from now or later; it is never back-dated.")
    found = UseDecision(
        number=next_number("USE", now.year),
        assessment=assessment,
        state="draft",
        decision=use.decision,
        control=use.control,
        applies_from=use.applies_from,
        workflow_ids=[one.id for one in use.workflows],
        workflow_names=[f"{one.number} {one.name}" for one in use.workflows],
        decided_by=actor.id,
        decided_by_name=actor.name,
        decided_at=now,
    )
    db.session.add(found)
    trail.say(found, "impact.use_decision.drafted")
    db.session.flush()
    return found


def sign_use_decision(decision: UseDecision, proof: Proof, shown: Shown, actor: Actor, now: datetime) -> Signature:
    """Sign a use decision as QA; from then on work on the assessment goes on."""
    verdict = may_sign_use_decision(decision, actor)
    if not verdict.is_allowed:
        raise SigningRefused("not_allowed", " ".join(verdict.reasons))
    signature = signatures.sign(decision, meaning_of(MEANING), "QA", actor, proof, shown, now)
    moves.move(decision, "sign", "impact.use_decision.signed", is_signed=True)
    return signature


def may_sign_use_decision(decision: UseDecision, actor: Actor) -> Verdict:
    """Judge whether this person may sign a use decision: QA, while it is a draft."""
    reasons = []
    if "QA" not in actor.roles:
        reasons.append("A use decision is signed in the role QA, which you do not hold.")
    if decision.state != "draft":
        reasons.append(f"{decision.number} is {decision.state}; it awaits no signature.")
    return Verdict.of(reasons)


def review_exposure(assessment: Assessment, records: str, text: str, actor: Actor, now: datetime) -> ExposureReview:
    """Record what was created or signed in the service since it went live, and what we made of it. Ends with now."""
    if not assessment.is_service_exposed or assessment.exposed_since is None:
        raise AssessmentRefused(f"{assessment.number} has no exposure window to review.")
    if assessment.state == "in_approval":
        raise AssessmentRefused(f"{assessment.number} is being signed. Recall it before the review is changed.")
    found = ExposureReview(
        assessment=assessment,
        window_start=assessment.exposed_since,
        reviewed_until=now,
        records=records,
        text=text,
        reviewed_by=actor.id,
        reviewed_by_name=actor.name,
    )
    db.session.add(found)
    trail.say(found, "impact.exposure_review.written")
    db.session.flush()
    return found
