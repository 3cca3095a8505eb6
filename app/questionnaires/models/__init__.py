"""The tables of questionnaires: requests, respondents with their links and sessions, answers, files, submissions."""

from app.questionnaires.models.answer_save import AnswerSave
from app.questionnaires.models.definition import Definition
from app.questionnaires.models.request import Request
from app.questionnaires.models.respondent import Respondent, RespondentLink, RespondentSession
from app.questionnaires.models.submission import Submission
from app.questionnaires.models.upload import Upload

__all__ = [
    "AnswerSave",
    "Definition",
    "Request",
    "Respondent",
    "RespondentLink",
    "RespondentSession",
    "Submission",
    "Upload",
]
