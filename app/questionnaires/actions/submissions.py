"""Submitting: the lead attests the answers as they stand; withdrawing and amending until somebody reviews them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.base import canonical
from app.base.db import db
from app.questionnaires import definitions
from app.questionnaires.actions.refused import NotNow, refuse_if
from app.questionnaires.models import Request, Respondent, Submission
from app.questionnaires.queries import answers
from app.questionnaires.queries.requests import submissions_of
from app.questionnaires.rules.journal import File, Row, answers_text, journal_text
from app.questionnaires.rules.sheet import Sheet
from app.records import kernel, trail
from app.records.moves import move


@dataclass(frozen=True)
class Attested:
    """Who submits, and the SHA-256 of the answers that the page showed."""

    name: str
    title: str
    is_attested: bool
    answers_sha256: str


@dataclass(frozen=True)
class Standing:
    """Everything that is submitted, as it stands now."""

    sheet: Sheet
    journal: str
    answers: str
    saves: int

    @property
    def sha256(self) -> str:
        """What the page shows and the submission binds to."""
        return canonical.sha256(self.answers)


def standing(request: Request) -> Standing:
    """Return the answers and the journal as texts."""
    rows = answers.journal_of(request)
    newest = {one.question: one for one in rows}
    files = answers.uploads_of([request])[request.id]
    sheet = Sheet(answers.questionnaire_frozen(request), request.asked, answers.answers_from(newest, files))
    named = [File(one.question, one.input, one.name, one.sha256, one.size) for one in files]
    hidden = [one for one in request.asked if one in sheet.shown.hidden]
    journal = journal_text(
        request.number, [Row(one.question, one.rev, one.respondent_id, one.sha256, one.at) for one in rows]
    )
    bodies = {question: one.body for question, one in newest.items()}
    return Standing(sheet, journal, answers_text(request.number, bodies, hidden, named), len(rows))


def submit(given: Attested, respondent: Respondent, now: datetime) -> Submission:
    """Submit the answers. Raises RequestRefused with everything that is missing, NotNow when they changed meanwhile."""
    request = respondent.request
    if not respondent.is_lead:
        raise NotNow(("", "Only who answers for the whole request submits it. Tell them that your area is ready."))
    found = standing(request)
    if found.sha256 != given.answers_sha256:
        raise NotNow(("", "An answer changed while this page was open. Look through the answers again, then submit."))
    refuse_if(_problems(given, found.sheet))
    text, store = definitions.attestation(), kernel.of(db.session()).files
    journal, final = store.put(found.journal.encode()), store.put(found.answers.encode())
    submission = Submission(
        request=request,
        position=len(request.submissions) + 1,
        respondent_id=respondent.id,
        name=given.name.strip(),
        title=given.title.strip(),
        attestation_version=text.version,
        attestation=text.text,
        attestation_sha256=text.sha256,
        saves=found.saves,
        journal_sha256=journal.sha256,
        answers_sha256=final.sha256,
        submitted_at=now,
    )
    db.session.add(submission)
    files = [
        {"sha256": one.sha256, "size": one.size, "name": name}
        for one, name in ((journal, "journal.json"), (final, "answers.json"))
    ]
    trail.say(submission, "questionnaires.submission.attested", files=files)
    move(request, "submit", "questionnaires.request.submitted")
    request.returned = []
    db.session.flush()
    return submission


def withdraw(respondent: Respondent, reason: str, now: datetime) -> None:
    """Take the newest submission back to amend it. Raises NotNow, and MoveRefused once somebody has gone on with it."""
    request = respondent.request
    if not respondent.is_lead:
        raise NotNow(("", "Only who answers for the whole request takes it back."))
    move(request, "withdraw", "questionnaires.request.withdrawn", reason)
    newest = submissions_of(request)[0]
    newest.withdrawn_at, newest.withdrawn_because = now, reason
    trail.say(newest, "questionnaires.submission.withdrawn", reason)
    db.session.flush()


def _problems(given: Attested, sheet: Sheet) -> Sequence[tuple[str, str]]:
    found = [] if given.name.strip() else [("name", "Give your name.")]
    found += [] if given.title.strip() else [("title", "Give your title or function.")]
    found += [] if given.is_attested else [("attested", "Tick the statement to make it.")]
    left = sheet.open_questions()
    if left:
        names = ", ".join(one.id for one in left[:12])
        found.append(("", f"{len(left)} questions are not complete yet: {names}{' …' if len(left) > 12 else ''}."))
    return found
