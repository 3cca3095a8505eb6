"""Who may sign what: the route's order and roles, and on top the people whom their own work bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.impact.models import Assessment, Defect, TestRun
from app.impact.queries.definitions import library
from app.impact.queries.verdicts import may_edit
from app.people import queries as people
from app.records import signatures
from app.records.actor import Actor
from app.records.approvals import ApprovalRoute, ApprovalStep
from app.records.lifecycle import Verdict
from app.records.signatures import Meaning

PLAN = "plan"
RESULT = "result"
DEFECT_ROLES = ("SME", "SO")


@dataclass(frozen=True)
class Turn:
    """The route at work, the step whose turn it is, and whether this person may sign it."""

    route: ApprovalRoute
    step: ApprovalStep
    verdict: Verdict


def meaning_of(code: str, *, is_retrospective: bool = False) -> Meaning:
    """Return a meaning as it is shown and stored."""
    found = library().meanings[code]
    return Meaning(found.code, found.text_for(is_retrospective=is_retrospective))


def step_meaning(assessment: Assessment, step: ApprovalStep) -> Meaning:
    """Return the meaning of a step; after go-live the approvals say that the exposure window was reviewed."""
    return meaning_of(step.meaning, is_retrospective=assessment.is_retrospective)


def routes_by_assessment(ids: Sequence[int]) -> dict[int, list[ApprovalRoute]]:
    """Return the routes of many assessments with their steps and signatures, oldest first, in one query."""
    query = (
        select(ApprovalRoute)
        .where(ApprovalRoute.record_type == Assessment.__record__, ApprovalRoute.record_id.in_(ids))
        .options(joinedload(ApprovalRoute.steps).joinedload(ApprovalStep.signature))
        .order_by(ApprovalRoute.id)
    )
    found: dict[int, list[ApprovalRoute]] = {one: [] for one in ids}
    for route in db.session.scalars(query).unique():
        found[route.record_id].append(route)
    return found


def routes_of(assessment: Assessment) -> list[ApprovalRoute]:
    """Return the routes of one assessment, oldest first."""
    return routes_by_assessment([assessment.id])[assessment.id]


def open_route(routes: Sequence[ApprovalRoute]) -> ApprovalRoute | None:
    """Return the route that waits for signatures now, of either purpose, or None."""
    return next((one for one in reversed(routes) if one.is_open), None)


def turn(assessment: Assessment, actor: Actor, routes: Sequence[ApprovalRoute] | None = None) -> Turn | None:
    """Return whose turn it is and whether this person may take it, or None when no signature is awaited."""
    routes = routes_of(assessment) if routes is None else routes
    route = open_route(routes)
    step = None if route is None else route.next_step
    if route is None or step is None:
        return None
    return Turn(route, step, route.verdict(actor.id, actor.roles, barred(assessment, route, step, actor, routes)))


def who_else(assessment: Assessment, actor: Actor, now: datetime) -> tuple[ApprovalStep, list[Actor]] | None:
    """Return the step whose turn it is and everybody but this person who may sign it: an absence does not block.

    Each of them holds the role, is not barred by their own work or signatures, and passes the gates.
    """
    routes = routes_of(assessment)
    at = turn(assessment, actor, routes)
    if at is None:
        return None
    holders = [one.actor for one in people.holders(at.step.role) if one.actor.id != actor.id]
    able = [
        one
        for one in holders
        if at.route.verdict(one.id, one.roles, barred(assessment, at.route, at.step, one, routes)).is_allowed
    ]
    return at.step, signatures.ready(able, now)


def may_reject(assessment: Assessment, actor: Actor, routes: Sequence[ApprovalRoute] | None = None) -> Verdict:
    """Judge whether this person may say no: whoever holds a role that still has to sign and is not barred from it."""
    routes = routes_of(assessment) if routes is None else routes
    route = open_route(routes)
    if route is None or assessment.state != "in_approval":
        return Verdict.of(["No signature is awaited on this assessment, so there is nothing to reject."])
    waiting = [one for one in _still_to_say(route) if one.role in actor.roles]
    if not waiting:
        return Verdict.of(["You hold none of the roles that still have to sign, so the no is not yours to give."])
    reasons = {barred(assessment, route, step, actor, routes).get(actor.id) for step in waiting}
    return Verdict.of([] if None in reasons else sorted(one for one in reasons if one))


def rejecting_role(assessment: Assessment, actor: Actor) -> str:
    """Return the role in which the no is given: that of the first waiting step which this person may take."""
    routes = routes_of(assessment)
    route = open_route(routes)
    waiting = [] if route is None else _still_to_say(route)
    roles = [
        step.role
        for step in waiting
        if route is not None
        and step.role in actor.roles
        and actor.id not in barred(assessment, route, step, actor, routes)
    ]
    return roles[0] if roles else ""


def _still_to_say(route: ApprovalRoute) -> list[ApprovalStep]:
    """Return the steps that may still say no; the author takes the assessment back instead."""
    return [step for step in route.steps if step.signature_id is None and step.meaning != "AUTHOR"]


def barred(
    assessment: Assessment,
    route: ApprovalRoute,
    step: ApprovalStep,
    actor: Actor,
    routes: Sequence[ApprovalRoute],
) -> Mapping[str, str]:
    """Return the people who may not sign this step because of what they did themselves, each with the reason.

    Separation is by person: another role on the same account does not help (21 CFR 11.10(g), product.md).
    """
    if step.meaning == "AUTHOR":
        return _all_but_the_assessor(assessment, actor) | _plan_signers(route, step, routes)
    if step.meaning == "EXECUTE-TEST":
        return _all_but_waiting_testers(assessment, route, actor)
    if step.meaning == "REVIEW-TEST":
        return who_tested(assessment)
    if step.meaning == "REVIEW-TECH":
        return authors(assessment)
    return who_tested(assessment) | authors(assessment)


def may_void(assessment: Assessment, actor: Actor) -> Verdict:
    """Judge whether this person may void it: QA, on a signed decision that they did not write or test themselves."""
    reasons = []
    if "QA" not in actor.roles:
        reasons.append("An assessment is voided in the role QA, which you do not hold.")
    if assessment.state == "voided":
        successor = assessment.replaced_by.number if assessment.replaced_by else "another assessment"
        reasons.append(f"{assessment.number} was voided already; {successor} replaces it.")
    elif assessment.approved_at is None or assessment.state not in {"approved", "live", "closed"}:
        reasons.append(f"{assessment.number} bears no signed approval, so there is nothing to void.")
    if actor.id in who_tested(assessment) | authors(assessment):
        reasons.append(f"You worked on {assessment.number}; somebody else has to void it.")
    return Verdict.of(reasons)


def authors(assessment: Assessment) -> dict[str, str]:
    """Return everybody who wrote the assessment of this round: assessor, who settled changes, who concluded."""
    at_work = assessment.this_round
    found = {change.settled_by for change in at_work.changes} | {one.concluded_by for one in at_work.conclusions}
    found |= {assessment.assessor_id}
    sentence = f"You worked on {assessment.number}; somebody else has to approve it."
    return dict.fromkeys(sorted(filter(None, found)), sentence)


def who_tested(assessment: Assessment) -> dict[str, str]:
    """Return everybody who ran a test of this round."""
    sentence = f"You ran a test of {assessment.number}; somebody else has to review and approve it."
    return {run.tester_id: sentence for run in finished_runs(assessment)}


def finished_runs(assessment: Assessment) -> list[TestRun]:
    """Return the runs of the round at work that came to a result, oldest first."""
    return [run for planned in assessment.this_round.planned_tests for run in planned.finished_runs]


def needs_plan_approval(assessment: Assessment) -> bool:
    """Tell whether QA signs the test plan before testing starts (level L3 on the higher tiers)."""
    if assessment.level is None or assessment.tier is None:
        return False
    return any(step.stage == PLAN for step in library().routes.get(assessment.level, assessment.tier).steps)


def has_plan_approval(assessment: Assessment, routes: Sequence[ApprovalRoute] | None = None) -> bool:
    """Tell whether the plan as it stands now is signed; any later change of plan asks for a new signature."""
    return any(
        one.purpose == PLAN
        and one.outcome == "signed"
        and one.policy.get("round") == assessment.round
        and one.policy.get("plan_edition") == assessment.plan_edition
        for one in (routes_of(assessment) if routes is None else routes)
    )


def may_sign_defect(defect: Defect, actor: Actor) -> Verdict:
    """Judge whether this person may sign the decision about a defect."""
    run = defect.step_result.run
    reasons = list(may_edit(run.planned_test.round.assessment).reasons)
    if defect.state != "decided":
        state = "has no decision yet" if defect.state == "open" else "is signed already"
        reasons.append(f"{defect.number} {state}.")
    if run.tester_id == actor.id:
        reasons.append("You ran this test; somebody else has to sign the decision about its defect.")
    if not set(DEFECT_ROLES).intersection(actor.roles):
        reasons.append("A defect decision is signed in the role SME or SO, and you hold neither.")
    return Verdict.of(reasons)


def _all_but_the_assessor(assessment: Assessment, actor: Actor) -> dict[str, str]:
    if actor.id == assessment.assessor_id:
        return {}
    return {actor.id: f"{assessment.assessor_name} is its assessor and signs as author."}


def _plan_signers(route: ApprovalRoute, step: ApprovalStep, routes: Sequence[ApprovalRoute]) -> dict[str, str]:
    """Return who signed the plan, where the author must be somebody else; the plan has a route of its own."""
    if route.purpose == PLAN:
        return {}
    steps = [one for plan in routes if plan.purpose == PLAN for one in plan.steps]
    signed = [one.signature for one in steps if one.signature is not None and one.meaning in step.separate_from]
    return {one.signer_id: "You approved the test plan; the author has to be somebody else." for one in signed}


def _all_but_waiting_testers(assessment: Assessment, route: ApprovalRoute, actor: Actor) -> dict[str, str]:
    done = {
        step.signature.signer_id
        for step in route.steps
        if step.signature is not None and step.meaning == "EXECUTE-TEST"
    }
    if actor.id in done:
        return {actor.id: "You signed for your test runs already."}
    if actor.id in who_tested(assessment):
        return {}
    return {actor.id: "You ran none of its tests; whoever ran them signs for them."}
