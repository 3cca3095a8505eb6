"""The supplier's pages: what is left, one area with its questions, the copy, and leaving."""

from flask import Blueprint, Response, abort, make_response, render_template
from flask import request as asked_for
from flask.typing import ResponseReturnValue

from app.base.db import db
from app.content.questions import Question
from app.questionnaires.actions import links
from app.questionnaires.actions.answers import may_change, sees
from app.questionnaires.models import AnswerSave
from app.questionnaires.queries import answers
from app.questionnaires.queries import requests as queries
from app.questionnaires.queries.reviews import clarifications_of
from app.questionnaires.rules.bodies import answer_of
from app.questionnaires.views import entrance
from app.questionnaires.views.answer_sheets import AnswerRows, answer_rows, words_of_answer
from app.records import kernel
from app.web.downloads import download
from app.web.guard import RESPONDENT, policy
from app.web.list_page import table_download

blueprint = Blueprint("responses", __name__, url_prefix="/responses/<number('REQ'):number>")

FILTERS = {"": "All questions", "unanswered": "Not complete", "returned": "Returned to you"}


@blueprint.get("")
@policy(RESPONDENT)
def show(number: str) -> str:  # noqa: ARG001 - the door compared it
    """Show the areas with their progress, what is left, who answers what, and until when."""
    who = entrance.respondent()
    sheet = answers.sheet_of(who.request)
    areas = [one for one in sheet.areas if who.is_lead or one.code == who.area]
    return render_template(
        "questionnaires/respond/show.html",
        request_=who.request,
        who=who,
        sheet=sheet,
        areas=areas,
        people=[one for one in queries.respondents_of(who.request) if one.revoked_at is None] if who.is_lead else [],
        submissions=queries.submissions_of(who.request),
    )


@blueprint.get("/areas/<string(maxlength=20):area>")
@policy(RESPONDENT)
def show_area(number: str, area: str) -> str:  # noqa: ARG001 - the door compared it
    """Show one area with its questions."""
    return area_page(area)


@blueprint.get("/copy")
@policy(RESPONDENT)
def copy(number: str) -> ResponseReturnValue:
    """Show the answers to read and keep, also as CSV or workbook."""
    who = entrance.respondent()
    page = answer_rows(who.request)
    if not who.is_lead:
        page = page.of_area(who.area or "")
    if page.wants_table:
        return table_download(f"{number}-answers", page.HEADING, page.table())
    return render_template(
        "questionnaires/respond/copy.html",
        request_=who.request,
        who=who,
        page=page,
        submissions=queries.submissions_of(who.request),
    )


@blueprint.get("/files/<int:file_id>")
@policy(RESPONDENT)
def file(number: str, file_id: int) -> Response:  # noqa: ARG001 - the door compared it
    """Hand out a file that came with an answer of theirs."""
    who = entrance.respondent()
    found = answers.upload_of(who.request, file_id) or abort(404)
    if not sees(who, question_here(found.question)):
        abort(404)
    return download(kernel.of(db.session()).files.read(found.sha256), found.name, found.media_type)


@blueprint.post("/leaving")
@policy(RESPONDENT)
def leave(number: str) -> Response:  # noqa: ARG001 - the door compared it
    """End the session; the link opens the request again."""
    who = entrance.respondent()
    with entrance.answering() as opened:
        found = entrance.session_here() or abort(401)
        links.leave(found, opened.now)
    answer = make_response(render_template("questionnaires/respond/left.html", request_=who.request))
    entrance.forget_cookie(answer)
    return answer


def area_page(area: str, conflicts: dict[str, object] | None = None, faults: dict[str, object] | None = None) -> str:
    """Return the page of an area; ``conflicts`` and ``faults`` are what a save without a script ran into."""
    who = entrance.respondent()
    page = answer_rows(who.request)
    chosen = next((one for one in page.sheet.questionnaire.areas if one.code == area), None)
    asked = [one for one in page.sheet.questionnaire.questions if one.id in who.request.asked and one.area == area]
    if chosen is None or not asked or not sees(who, asked[0]):
        abort(404)
    only = asked_for.args.get("only", "")
    return render_template(
        "questionnaires/respond/area.html",
        request_=who.request,
        who=who,
        page=page,
        sheet=page.sheet,
        area=chosen,
        questions=[one for one in asked if _is_wanted(one, page, only)],
        changeable=may_change(who, asked),
        returned=set(who.request.returned),
        filters=FILTERS,
        only=only if only in FILTERS else "",
        neighbours=_neighbours(page, area, is_lead=who.is_lead),
        conflicts=conflicts or {},
        words_of=_words_saved,
        faults=faults or {},
        clarifications=clarifications_of(who.request),
    )


def question_here(question_id: str) -> Question:
    """Return a question that was asked and that this person sees; 404 otherwise."""
    who = entrance.respondent()
    questionnaire = answers.questionnaire_frozen(who.request)
    found = questionnaire.get(question_id) if question_id in who.request.asked else None
    if found is None or not sees(who, found):
        abort(404)
    return found


def _words_saved(question: Question, save: AnswerSave) -> list[tuple[str, str]]:
    return words_of_answer(question, answer_of(save.body))


def _is_wanted(question: Question, page: AnswerRows, only: str) -> bool:
    if only == "unanswered":
        return page.sheet.is_open(question.id)
    return only != "returned" or question.id in entrance.respondent().request.returned


def _neighbours(page: AnswerRows, area: str, *, is_lead: bool) -> tuple[object, object]:
    """Return the areas before and after, as a lead walks through them."""
    found = list(page.sheet.areas)
    at = next((at for at, one in enumerate(found) if one.code == area), None)
    if at is None or not is_lead:
        return None, None
    return (found[at - 1] if at else None), (found[at + 1] if at + 1 < len(found) else None)
