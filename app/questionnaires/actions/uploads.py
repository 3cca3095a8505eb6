"""Files of answers: kept whole or not at all, limited for each request, taken back without a trace being lost."""

from datetime import datetime

from app.base.db import db
from app.content.questions import Question
from app.questionnaires.actions.answers import begin, require_answerable
from app.questionnaires.actions.refused import NotNow, RequestRefused
from app.questionnaires.models import Respondent, Upload
from app.questionnaires.queries.answers import bytes_of
from app.records import kernel, trail
from app.records.attachments import fit_name

MOST_BYTES = 250 * 1024 * 1024
"""What one request takes in all (threat T12)."""


def add_upload(
    question: Question,
    input_code: str | None,
    file: tuple[str, bytes, str],
    respondent: Respondent,
    now: datetime,
) -> Upload:
    """Keep a file (name, content, media type) for one input of a question, or as evidence beside its inputs.

    Raises NotNow, RequestRefused or FileRefused.
    """
    name, content, media_type = file
    request = respondent.request
    require_answerable(respondent, question)
    if input_code not in {None, *(one.code for one in question.inputs if one.kind == "file")}:
        raise RequestRefused(("file", f"{question.id} has no such place for a file. Reload the page."))
    clean = fit_name(name, content)[:200]
    if bytes_of(request) + len(content) > MOST_BYTES:
        raise RequestRefused(
            ("file", f"“{clean}” was not kept: this request holds 250 MB already. Name the document in the remark.")
        )
    stored = kernel.of(db.session()).files.put(content)
    upload = Upload(
        request_id=request.id,
        question=question.id,
        input=input_code,
        respondent_id=respondent.id,
        name=clean,
        media_type=media_type,
        sha256=stored.sha256,
        size=stored.size,
        added_at=now,
    )
    db.session.add(upload)
    what = {"sha256": stored.sha256, "size": stored.size, "name": clean}
    trail.say(upload, "questionnaires.upload.added", files=[what])
    begin(request)
    db.session.flush()
    return upload


def withdraw_upload(upload: Upload, question: Question, respondent: Respondent, now: datetime) -> None:
    """Take a file back: it stays on record, and counts no more. Raises NotNow."""
    require_answerable(respondent, question)
    if upload.withdrawn_at is not None:
        raise NotNow(("", f"“{upload.name}” was taken back before."))
    upload.withdrawn_at = now
    trail.say(upload, "questionnaires.upload.withdrawn")
    db.session.flush()
