"""What a signature covers: the rows that belong to a record, and the facts that stood beside them on the page."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.base import clock
from app.records.regulated import Regulated

if TYPE_CHECKING:
    from app.impact.models.assessment import Assessment
    from app.impact.models.conclusion import UseDecision
    from app.impact.models.test_plan import Defect


def assessment_parts(assessment: "Assessment") -> Mapping[str, Sequence[Regulated]]:
    """Return every row of the round at work; what was taken back stays visible as taken back."""
    at_work = assessment.this_round
    runs = [run for planned in at_work.planned_tests for run in planned.runs]
    results = [step for run in runs for step in run.step_results]
    versions = {one.script_version.id: one.script_version for one in at_work.planned_tests if one.script_version}
    return {
        "round": [at_work],
        "changes": at_work.changes,
        "touches": [touch for change in at_work.changes for touch in change.touches],
        "planned_tests": at_work.planned_tests,
        "test_script_versions": list(versions.values()),
        "test_runs": runs,
        "test_step_results": results,
        "defects": [defect for step in results for defect in step.defects],
        "procedures": at_work.procedures,
        "trainings": at_work.trainings,
        "conclusion": at_work.conclusions[-1:],
        "use_decisions": assessment.use_decisions,
        "exposure_reviews": assessment.exposure_reviews,
    }


def assessment_content(assessment: "Assessment") -> Mapping[str, Any]:
    """Return the definitions used, the release and its note by digest, the service, and whether it was live before."""
    return {
        "definitions": assessment.content_versions,
        "release": _release(assessment),
        "note": _note(assessment),
        "service": _service(assessment),
        "workflows": _workflows(assessment),
        "is_retrospective": assessment.is_retrospective,
        **({"replaces": assessment.replaces.number} if assessment.replaces else {}),
    }


def defect_parts(defect: "Defect") -> Mapping[str, Sequence[Regulated]]:
    """Return the failed step and its run."""
    step = defect.step_result
    return {"step": [step], "run": [step.run], "planned_test": [step.run.planned_test]}


def defect_content(defect: "Defect") -> Mapping[str, Any]:
    """Return the assessment that the defect holds up."""
    assessment = defect.step_result.run.planned_test.round.assessment
    return {"assessment": assessment.number, "release": _release(assessment), "service": _service(assessment)}


def use_decision_parts(_decision: "UseDecision") -> Mapping[str, Sequence[Regulated]]:
    """Return nothing: a use decision stands for itself."""
    return {}


def use_decision_content(decision: "UseDecision") -> Mapping[str, Any]:
    """Return the assessment, the release that went live and when it did."""
    assessment = decision.assessment
    since = assessment.exposed_since
    return {
        "assessment": assessment.number,
        "release": _release(assessment),
        "note": _note(assessment),
        "service": _service(assessment),
        "live_unassessed_since": since.isoformat() if since else None,
    }


def _release(assessment: "Assessment") -> dict[str, Any]:
    release = assessment.release
    return {
        "number": release.number,
        "title": release.title,
        "release_version": release.release_version,
        "url": release.url,
        "release_type": release.release_type,
        "found_at": clock.to_text(release.found_at),
    }


def _note(assessment: "Assessment") -> dict[str, Any]:
    note = assessment.this_round.note
    return {
        "revision": note.position,
        "sha256": note.sha256,
        "payload_sha256": note.payload_sha256,
        "received_at": clock.to_text(note.received_at),
    }


def _service(assessment: "Assessment") -> dict[str, Any]:
    service = assessment.service
    return {"number": service.number, "name": service.name, "intended_use": service.intended_use}


def _workflows(assessment: "Assessment") -> list[dict[str, Any]]:
    touched = {
        touch.workflow_id: touch.workflow for change in assessment.this_round.changes for touch in change.open_touches
    }
    return [{"number": one.number, "name": one.name} for _, one in sorted(touched.items())]
