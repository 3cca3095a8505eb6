"""Answers as people read them: a page, or the same rows as a table."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import request as asked_for

from app.content.questions import Question
from app.questionnaires.models import AnswerSave, Request, Upload
from app.questionnaires.queries import answers
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.phrases import PLAIN_WORDS
from app.questionnaires.rules.sheet import Sheet
from app.web.listing import FORMATS


@dataclass(frozen=True)
class AnswerRows:
    """Every asked question with its answer in words."""

    sheet: Sheet
    saves: dict[str, AnswerSave]
    uploads: list[Upload]
    area: str | None = None

    HEADING = (
        "Question",
        "Area",
        "Text",
        "State",
        "Answer",
        "Not applicable because",
        "Remark",
        "Files",
        "By",
        "Saved",
    )

    @property
    def wants_table(self) -> bool:
        """Tell whether the address asks for CSV or a workbook."""
        return asked_for.args.get("format", "") in FORMATS

    def of_area(self, code: str) -> "AnswerRows":
        """Return the rows of one area only."""
        return replace(self, area=code)

    @property
    def questions(self) -> list[Question]:
        """The questions that were asked, in order."""
        asked = set(self.sheet.asked)
        every = (one for one in self.sheet.questionnaire.questions if one.id in asked)
        return [one for one in every if self.area in {None, one.area}]

    def files(self, question_id: str) -> list[Upload]:
        """Return the files of one question."""
        return [one for one in self.uploads if one.question == question_id]

    def words(self, question: Question) -> list[tuple[str, str]]:
        """Return label and answer of every input that holds something, files left out."""
        return words_of(self.sheet, question)

    def table(self) -> Iterator[list[object]]:
        """Yield one row for every question that was asked."""
        names = {one.code: one.name for one in self.sheet.questionnaire.areas}
        for question in self.questions:
            answer, save = self.sheet.answer(question.id), self.saves.get(question.id)
            yield [
                question.id,
                names[question.area],
                question.text,
                self.sheet.completeness.states[question.id].replace("_", " "),
                "; ".join(text for _, text in self.words(question)),
                answer.not_applicable,
                answer.remark,
                [one.name for one in self.files(question.id)],
                save.respondent.name if save else None,
                save.at if save else None,
            ]


def answer_rows(found: Request) -> AnswerRows:
    """Return the answers of a request as they stand."""
    saves, uploads = answers.saves_of([found])[found.id], answers.uploads_of([found])[found.id]
    sheet = Sheet(answers.questionnaire_frozen(found), found.asked, answers.answers_from(saves, uploads))
    return AnswerRows(sheet, saves, uploads)


def words_of(sheet: Sheet, question: Question) -> list[tuple[str, str]]:
    """Return label and text of every input of an answer that holds something, files left out."""
    return words_of_answer(question, sheet.answer(question.id))


def words_of_answer(question: Question, answer: Answer) -> list[tuple[str, str]]:
    """Return label and text of every input that holds something, files left out."""
    given = answer.values
    return [
        (one.label, _text(one.kind, {option.code: option.text for option in one.options}, given[one.code]))
        for one in question.inputs
        if one.kind != "file" and one.code in given
    ]


def _text(kind: str, options: dict[str, str], value: object) -> str:
    codes = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]  # a sequence of codes
    words = {**PLAIN_WORDS, **options} if kind == "yes_no_partial" else options
    return ", ".join(words.get(code, code) for code in codes)
