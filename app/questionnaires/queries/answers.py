"""Answers as they stand, with what is frozen around them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from app.base import canonical
from app.base.db import db
from app.content.questions import Questionnaire, questionnaire_of
from app.content.version import Version
from app.questionnaires.models import AnswerSave, Request, Upload
from app.questionnaires.rules.answers import Answer, Value
from app.questionnaires.rules.bodies import answer_of
from app.questionnaires.rules.sheet import Sheet
from app.records import kernel


def questionnaire_frozen(request: Request) -> Questionnaire:
    """Return the questionnaire as it was sent. Raises ValueError when its file is not the one that was sent."""
    folder = str(kernel.of(db.session()).files.root)
    version = Version(request.definition_id, request.definition_version, request.definition_sha256)
    return _questionnaire(folder, request.questionnaire_sha256, version)


@lru_cache(maxsize=64)  # what is named by its SHA-256 never changes
def _questionnaire(folder: str, sha256: str, version: Version) -> Questionnaire:
    body = kernel.of(db.session()).files.read(sha256)
    if canonical.sha256(body) != sha256:
        raise ValueError(f"The frozen questionnaire {sha256[:12]} in {folder} is not the one that was sent.")
    return questionnaire_of(canonical.parse(body.decode()), version)


def saves_of(requests: Sequence[Request]) -> dict[int, dict[str, AnswerSave]]:
    """Return the newest save of every question of these requests, in one query."""
    ids = [one.id for one in requests]
    newest = (
        select(AnswerSave.request_id, AnswerSave.question, func.max(AnswerSave.rev).label("rev"))
        .where(AnswerSave.request_id.in_(ids))
        .group_by(AnswerSave.request_id, AnswerSave.question)
        .subquery()
    )
    is_newest = and_(
        newest.c.request_id == AnswerSave.request_id,
        newest.c.question == AnswerSave.question,
        newest.c.rev == AnswerSave.rev,
    )
    found: dict[int, dict[str, AnswerSave]] = {one: {} for one in ids}
    query = select(AnswerSave).join(newest, is_newest).options(joinedload(AnswerSave.respondent))
    for save in db.session.scalars(query):
        found[save.request_id][save.question] = save
    return found


def newest_save(request: Request, question: str) -> AnswerSave | None:
    """Return the save of one question that counts now."""
    query = select(AnswerSave).where(AnswerSave.request_id == request.id, AnswerSave.question == question)
    return db.session.scalar(query.order_by(AnswerSave.rev.desc()).limit(1).options(joinedload(AnswerSave.respondent)))


def journal_of(request: Request) -> Sequence[AnswerSave]:
    """Return every save in the order in which it came."""
    return db.session.scalars(
        select(AnswerSave).where(AnswerSave.request_id == request.id).order_by(AnswerSave.id)
    ).all()


def uploads_of(requests: Sequence[Request]) -> dict[int, list[Upload]]:
    """Return the files of these requests that were not taken back."""
    ids = [one.id for one in requests]
    found: dict[int, list[Upload]] = {one: [] for one in ids}
    query = select(Upload).where(Upload.request_id.in_(ids), Upload.withdrawn_at.is_(None))
    for upload in db.session.scalars(query.options(joinedload(Upload.respondent)).order_by(Upload.id)):
        found[upload.request_id].append(upload)
    return found


def upload_of(request: Request, upload_id: int) -> Upload | None:
    """Return one file of this request; a file of another request is not found."""
    found = db.session.get(Upload, upload_id)
    return found if found is not None and found.request_id == request.id else None


def bytes_of(request: Request) -> int:
    """Return how much was uploaded for a request, files that were taken back included."""
    return int(db.session.scalar(select(func.sum(Upload.size)).where(Upload.request_id == request.id)) or 0)


def sheet_of(request: Request) -> Sheet:
    """Return what the respondents have before them."""
    return sheets_of([request])[request.id]


def sheets_of(requests: Sequence[Request]) -> dict[int, Sheet]:
    """Return the sheets of these requests in two queries."""
    saves, uploads = saves_of(requests), uploads_of(requests)
    return {
        one.id: Sheet(questionnaire_frozen(one), one.asked, answers_from(saves[one.id], uploads[one.id]))
        for one in requests
    }


def answers_from(saves: Mapping[str, AnswerSave], uploads: Sequence[Upload]) -> dict[str, Answer]:
    """Return the answers, each file standing in the input that it came for."""
    found = {question: answer_of(save.body) for question, save in saves.items()}
    for question, files in _by_input(uploads).items():
        stands = found.get(question, Answer())
        found[question] = Answer({**stands.values, **files}, stands.not_applicable, stands.remark)
    return found


def _by_input(uploads: Sequence[Upload]) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, list[str]]] = {}
    for one in uploads:
        if one.input:
            found.setdefault(one.question, {}).setdefault(one.input, []).append(one.sha256)
    return {question: {name: tuple(files) for name, files in by.items()} for question, by in found.items()}


def answered_count() -> ScalarSelect[int]:
    """Return, for a list of requests, how many questions have an answer that is not blank: a subquery of one number."""
    later = aliased(AnswerSave)
    is_beaten = (
        select(later.id)
        .where(
            later.request_id == AnswerSave.request_id,
            later.question == AnswerSave.question,
            later.rev > AnswerSave.rev,
        )
        .exists()
    )
    count = select(func.count(AnswerSave.id)).where(
        AnswerSave.request_id == Request.id, AnswerSave.is_blank.is_(False), ~is_beaten
    )
    return count.correlate(Request).scalar_subquery()
