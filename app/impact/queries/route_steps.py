"""The signatures that an assessment needs by the definitions in force, and the policy that is kept with the route."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.base.db import db
from app.content.routes import Route
from app.content.routes import Step as ContentStep
from app.impact.models import Assessment
from app.impact.queries.definitions import library
from app.impact.queries.signing import finished_runs
from app.impact.rules import signing_route
from app.impact.rules.signing_route import Sample, qa_sample, quarter_of, signing_steps
from app.people.models import Person
from app.records.approvals import ApprovalRoute
from app.records.separation import Step


def plan_steps(assessment: Assessment) -> list[Step]:
    """Return who signs the plan before testing starts."""
    return [_step(one) for one in signing_route.plan_steps(_route(assessment).steps)]


def result_steps(assessment: Assessment, sample: Sample) -> list[Step]:
    """Return who signs the finished assessment, in order; each tester signs for their own runs."""
    route = _route(assessment)
    steps = signing_steps(route.level, route.tier, library().routes, is_sampled=sample.is_sampled)
    found: list[Step] = []
    for one in signing_route.result_steps(steps):
        found += _tester_steps(assessment, one) if one.meaning == "EXECUTE-TEST" else [_step(one)]
    return found


def sample_of(assessment: Assessment, now: datetime) -> Sample:
    """Return whether QA also sees this record, by the published draw."""
    route = _route(assessment)
    start = datetime(now.year, (now.month - 1) // 3 * 3 + 1, 1, tzinfo=UTC)
    query = select(ApprovalRoute.policy).where(
        ApprovalRoute.record_type == assessment.__record__, ApprovalRoute.opened_at >= start
    )
    same = [
        one for one in db.session.scalars(query) if (one.get("level"), one.get("tier")) == (route.level, route.tier)
    ]
    return qa_sample(assessment.number, now.date(), sum(bool(one.get("is_sampled")) for one in same), route)


def policy(assessment: Assessment, sample: Sample, now: datetime) -> dict[str, Any]:
    """Return what the route stands on: level, tier, round, edition of the plan, and the definition's version."""
    version = library().routes.version
    return {
        "level": assessment.level,
        "tier": assessment.tier,
        "round": assessment.round,
        "plan_edition": assessment.plan_edition,
        "is_sampled": sample.is_sampled,
        "sample": sample.sentence,
        "quarter": quarter_of(now.date()),
        "definition": {"id": version.id, "version": version.version, "sha256": version.sha256},
    }


def _route(assessment: Assessment) -> Route:
    if assessment.level is None or assessment.tier is None:
        raise LookupError(f"{assessment.number} has no level or no tier yet, so no route.")
    return library().routes.get(assessment.level, assessment.tier)


def _tester_steps(assessment: Assessment, step: ContentStep) -> list[Step]:
    """Return one step for each tester, in a role that the tester holds and the meaning allows."""
    allowed = library().meanings[step.meaning].roles
    testers = dict.fromkeys(run.tester_id for run in finished_runs(assessment))
    return [Step(step.meaning, _role_of(one, step.role, allowed), step.separate_from) for one in testers]


def _role_of(tester_id: str, wanted: str, allowed: Sequence[str]) -> str:
    tester = db.session.get(Person, int(tester_id)) if tester_id.isdecimal() else None
    held = [] if tester is None else tester.roles
    return next((role for role in (wanted, *allowed) if role in held), wanted)


def _step(one: ContentStep) -> Step:
    return Step(one.meaning, one.role, one.separate_from)
