"""Saving one answer, by the page's script every few seconds or by its button; and the files of an answer."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.content.questions import Question
from app.questionnaires.actions import uploads
from app.questionnaires.actions.answers import Given, save_answer
from app.questionnaires.actions.refused import Overtaken
from app.questionnaires.models import AnswerSave
from app.questionnaires.queries import answers as queries
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.bodies import answer_of
from app.questionnaires.rules.typed import answer_typed
from app.questionnaires.rules.validity import answer_faults
from app.questionnaires.views import entrance
from app.questionnaires.views.answer_sheets import words_of_answer
from app.questionnaires.views.responses import area_page, question_here
from app.web.edge import now
from app.web.forms import tidy
from app.web.guard import RESPONDENT, policy
from app.web.uploads import read_upload

blueprint = Blueprint("answers", __name__, url_prefix="/responses/<number('REQ'):number>")


@blueprint.post("/answers/<string(maxlength=40):question_id>")
@policy(RESPONDENT)
def save(number: str, question_id: str) -> ResponseReturnValue:
    """Save one answer after the revision that its writer saw."""
    question = question_here(question_id)
    answer = answer_typed(question, {name: tidy(text) for name, text in request.form.items()})
    if faults := [sentence for found in answer_faults(question, answer, now().date()).values() for sentence in found]:
        return _refused(question, answer, faults)
    try:
        with entrance.answering() as opened:
            given = Given(question, answer, _seen())
            saved = save_answer(given, entrance.respondent(), opened.now)
            rev, at = saved.rev, saved.at
    except Overtaken as overtaken:
        return _overtaken(question, answer, overtaken)
    if entrance.wants_json():
        return jsonify(rev=rev, saved_at=at.isoformat(), **_standing(question.area))
    flash(f"{question.id} is saved.", "success")
    return _back(number, question)


@blueprint.post("/answers/<string(maxlength=40):question_id>/files")
@policy(RESPONDENT)
def add_file(number: str, question_id: str) -> ResponseReturnValue:
    """Keep a file for an answer, once it is here as a whole."""
    question, given = question_here(question_id), request.files.get("file")
    if given is None:
        abort(400, "No file came with this, so nothing was kept. Choose the file again.")
    found = read_upload(given)
    with entrance.answering() as opened:
        code = request.form.get("for-input") or None
        file = (found.name, found.content, found.media_type)
        kept = uploads.add_upload(question, code, file, entrance.respondent(), opened.now)
        name = kept.name
    if entrance.wants_json():
        return jsonify(name=name)
    flash(f"“{name}” is kept with {question.id}.", "success")
    return _back(number, question)


@blueprint.post("/files/<int:file_id>/withdrawal")
@policy(RESPONDENT)
def withdraw_file(number: str, file_id: int) -> ResponseReturnValue:
    """Take a file back."""
    found = queries.upload_of(entrance.respondent().request, file_id) or abort(404)
    question = question_here(found.question)
    with entrance.answering() as opened:
        upload = queries.upload_of(entrance.respondent().request, file_id) or abort(404)
        uploads.withdraw_upload(upload, question, entrance.respondent(), opened.now)
    flash("The file does not count any more.", "success")
    return _back(number, question)


def _seen() -> int:
    text = request.form.get("rev", "")
    if not text.isdecimal() or len(text) > 9:
        abort(400, "The page did not say which answer it showed, so nothing was saved. Reload it and try again.")
    return int(text)


def _refused(question: Question, answer: Answer, faults: list[str]) -> ResponseReturnValue:
    if entrance.wants_json():
        return jsonify(sentence=" ".join(faults)), HTTPStatus.UNPROCESSABLE_ENTITY
    page = area_page(question.area, faults={question.id: (answer, faults)})
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _overtaken(question: Question, answer: Answer, overtaken: Overtaken) -> ResponseReturnValue:
    """Show both answers; the person chooses."""
    theirs = queries.newest_save(entrance.respondent().request, question.id)
    if theirs is None:
        abort(409)
    if entrance.wants_json():
        body = {"sentence": overtaken.sentence, "yours": _words(question, answer), "theirs": _theirs(question, theirs)}
        return jsonify(body), HTTPStatus.CONFLICT
    return area_page(question.area, conflicts={question.id: (answer, theirs)}), HTTPStatus.CONFLICT


def _theirs(question: Question, save: AnswerSave) -> dict[str, Any]:
    answer = answer_of(save.body)
    fields: dict[str, str] = {"remark": answer.remark or "", "reason": answer.not_applicable or ""}
    fields["not_applicable"] = "1" if answer.not_applicable is not None else ""
    for one in question.inputs:
        value = answer.values.get(one.code, "")
        if one.kind == "multiple_choice":
            chosen = set(value) if not isinstance(value, str) else set()
            fields |= {
                f"choice-{one.code}-{option.code}": "1" if option.code in chosen else "" for option in one.options
            }
        else:
            fields[f"input-{one.code}"] = value if isinstance(value, str) else ""
    words = _words(question, answer)
    return {"rev": save.rev, "by": save.respondent.name, "at": save.at.isoformat(), "words": words, "fields": fields}


def _words(question: Question, answer: Answer) -> str:
    found = [text for _, text in words_of_answer(question, answer)]
    if answer.not_applicable is not None:
        found.append(f"Does not apply: {answer.not_applicable}")
    return "; ".join([*found, *([f"Remark: {answer.remark}"] if answer.remark else [])]) or "nothing"


def _standing(area: str) -> dict[str, Any]:
    """Return what the page draws anew after a save: progress, what is hidden, what is still open."""
    sheet = queries.sheet_of(entrance.respondent().request)
    progress = sheet.progress(area)
    return {
        "done": progress.done,
        "total": progress.total,
        "hidden": sorted(sheet.shown.hidden),
        "hidden_inputs": sorted(f"{question}:{code}" for question, code in sheet.shown.hidden_inputs),
        "open": sorted(one.id for one in sheet.of_area(area) if sheet.is_open(one.id)),
    }


def _back(number: str, question: Question) -> ResponseReturnValue:
    return redirect(url_for("responses.show_area", number=number, area=question.area, _anchor=f"q-{question.id}"), 303)
