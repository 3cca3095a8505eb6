"""Reviewing: where it stands, one question, its judgement and remarks."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.base.db import Transaction
from app.content.questions import Question
from app.questionnaires.actions import reviews as actions
from app.questionnaires.forms.reviews import JudgementForm, RemarkForm
from app.questionnaires.queries import reviews as queries
from app.questionnaires.queries.reviews import Review
from app.questionnaires.rules.judgements import OPEN, OVERTAKEN, choices
from app.questionnaires.rules.sheet import Sheet
from app.questionnaires.views.answer_sheets import words_of_answer
from app.questionnaires.views.requests import found_request
from app.web.edge import actor
from app.web.forms import carried_out
from app.web.guard import policy

blueprint = Blueprint("reviews", __name__, url_prefix="/requests/<number('REQ'):number>")


@blueprint.get("/review")
@policy("questionnaires.request.read")
def show(number: str) -> str:
    """Show how far the review is, area by area and question by question."""
    review = queries.review_of(found_request(number))
    return render_template("questionnaires/review/show.html", request_=review.request, review=review)


@blueprint.get("/answers/<string(maxlength=40):question_id>")
@policy("questionnaires.request.read")
def show_question(number: str, question_id: str) -> ResponseReturnValue:
    """Show one question: answer, files, last time's answer, judgements, remarks."""
    review, question = _found(number, question_id)
    form = JudgementForm(formdata=None)
    return _question_page(review, question, form, RemarkForm(formdata=None)), 200


@blueprint.post("/answers/<string(maxlength=40):question_id>/judgements")
@policy("questionnaires.review.judge")
def judge(number: str, question_id: str) -> ResponseReturnValue:
    """Judge one answer, and go on to the next one that is open."""
    review, question = _found(number, question_id)
    form = JudgementForm()
    form.offer(question, review.sheet.answer(question_id))

    def act(opened: Transaction) -> bool:
        seen = form.answer_sha256.data or ""
        actions.judge(found_request(number), question_id, form.judged, seen, opened.actor, opened.now)
        return True

    if not carried_out(form, act):
        return _question_page(review, question, form, RemarkForm(formdata=None)), form.status
    flash(f"{question_id} is judged.", "success")
    following = _next_open(queries.review_of(found_request(number)), question)
    if following is None:
        return redirect(url_for(".show", number=number), 303)
    return redirect(url_for(".show_question", number=number, question_id=following), 303)


@blueprint.post("/answers/<string(maxlength=40):question_id>/remarks")
@policy("questionnaires.review.judge")
def remark(number: str, question_id: str) -> ResponseReturnValue:
    """Say something to the supplier, or among ourselves."""
    review, question = _found(number, question_id)
    form = RemarkForm()

    def act(opened: Transaction) -> bool:
        text = form.text.data or ""
        actions.remark(found_request(number), question_id, form.kind.data or "", text, opened.actor, opened.now)
        return True

    if not carried_out(form, act):
        return _question_page(review, question, JudgementForm(formdata=None), form), form.status
    flash("The remark is on record.", "success")
    return redirect(url_for(".show_question", number=number, question_id=question_id), 303)


def _found(number: str, question_id: str) -> tuple[Review, Question]:
    review = queries.review_of(found_request(number))
    if question_id not in review.request.asked:
        abort(404)
    return review, review.sheet.questionnaire[question_id]


def _question_page(review: Review, question: Question, form: JudgementForm, remark_form: RemarkForm) -> str:
    answer, earlier = review.sheet.answer(question.id), queries.last_time(review.request)
    if form.outcome.choices is None:
        form.offer(question, answer)
    form.answer_sha256.data = form.answer_sha256.data or review.digest(question.id)
    is_mine = actions.may_review(review, question.area, int(actor().id))
    return render_template(
        "questionnaires/review/question.html",
        request_=review.request,
        review=review,
        question=question,
        answer=answer,
        given=words_of_answer(question, answer),
        judgements=queries.judgements_of(review.request, question.id),
        earlier=earlier,
        earlier_words=_words(earlier.sheet, question.id) if earlier else [],
        form=form,
        remark_form=remark_form,
        values=choices(question),
        is_mine=is_mine,
        following=_next_open(review, question),
        preceding=_previous(review, question),
    )


def _words(sheet: Sheet, question_id: str) -> list[tuple[str, str]]:
    """Return label and answer; nothing where the question was not asked then."""
    known = {one.id: one for one in sheet.questionnaire.questions}
    if question_id not in known:
        return []
    answer = sheet.answer(question_id)
    claimed = [("Does not apply, because", answer.not_applicable)] if answer.not_applicable is not None else []
    return [*words_of_answer(known[question_id], answer), *claimed]


def _next_open(review: Review, question: Question) -> str | None:
    """Return the next question to judge: behind this one first, then from the beginning."""
    waiting = review.reviewed.named(OPEN, OVERTAKEN)
    order = [one.id for one in review.sheet.questions]
    at = order.index(question.id) if question.id in order else -1
    return next((one for one in [*order[at + 1 :], *order[: max(at, 0)]] if one in waiting), None)


def _previous(review: Review, question: Question) -> str | None:
    order = [one.id for one in review.sheet.questions]
    at = order.index(question.id) if question.id in order else 0
    return order[at - 1] if at > 0 else None
