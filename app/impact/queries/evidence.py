"""Files that hang on the steps of test runs."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.base.db import db
from app.impact.models import Assessment, TestRun, TestStepResult
from app.records import attachments, removals
from app.records.attachments import Attachment


@dataclass(frozen=True)
class Evidence:
    """A file as it is handed out."""

    name: str
    media_type: str
    content: bytes


def evidence_of(runs: Sequence[TestRun]) -> dict[int, list[Attachment]]:
    """Return the files of each step result of these runs, by the step result's id."""
    ids = [step.id for run in runs for step in run.step_results]
    found: dict[int, list[Attachment]] = {one: [] for one in ids}
    for file in attachments.of(TestStepResult.__record__, ids) if ids else []:
        found[file.record_id].append(file)
    return found


def read_evidence(assessment: Assessment, attachment_id: int) -> Evidence | None:
    """Return a file of this assessment's tests, or None when it belongs elsewhere or to nothing."""
    file = db.session.get(Attachment, attachment_id)
    if file is None or file.record_type != TestStepResult.__record__:
        return None
    step = db.session.get(TestStepResult, file.record_id)
    if step is None or step.run.planned_test.round.assessment_id != assessment.id:
        return None
    return Evidence(file.name, file.media_type, removals.content(file.sha256))
