"""Who does the work: take an assessment, or hand it to somebody else with a reason."""

from dataclasses import dataclass

from app.impact.models import Assessment
from app.impact.queries.verdicts import AssessmentRefused
from app.records import trail
from app.records.actor import Actor


@dataclass(frozen=True)
class Assessor:
    """The person who is to assess: account id and printed name."""

    id: str
    name: str


def take(assessment: Assessment, actor: Actor) -> Assessment:
    """Make the actor its assessor. Raises AssessmentRefused when somebody else has it."""
    if assessment.assessor_id not in {None, actor.id}:
        raise AssessmentRefused(
            f"{assessment.number} is with {assessment.assessor_name}. Reassign it with a reason instead of taking it."
        )
    return _assign(assessment, Assessor(actor.id, actor.name), "impact.assessment.taken", None)


def reassign(assessment: Assessment, to: Assessor, reason: str) -> Assessment:
    """Hand the assessment to somebody else. The reason is kept; what was settled before keeps its name."""
    return _assign(assessment, to, "impact.assessment.reassigned", reason)


def _assign(assessment: Assessment, to: Assessor, act: str, reason: str | None) -> Assessment:
    if not (assessment.is_open or assessment.is_editable or assessment.state == "deferred"):
        state = assessment.state.replace("_", " ")
        raise AssessmentRefused(f"{assessment.number} is {state}; there is nothing left to assign.")
    if assessment.state == "in_approval":
        raise AssessmentRefused(f"{assessment.number} is being signed. Recall it before somebody else takes it over.")
    trail.say(assessment, act, reason)
    assessment.assessor_id, assessment.assessor_name = to.id, to.name
    return assessment
