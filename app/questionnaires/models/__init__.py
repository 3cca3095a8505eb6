"""The tables of questionnaires: requests, respondents with links and sessions, answers, files, submissions, reviews."""

from app.questionnaires.models.answer_remark import AnswerRemark
from app.questionnaires.models.answer_save import AnswerSave
from app.questionnaires.models.area_reviewer import AreaReviewer
from app.questionnaires.models.definition import Definition
from app.questionnaires.models.judgement import Judgement
from app.questionnaires.models.request import Request
from app.questionnaires.models.request_score import RequestScore
from app.questionnaires.models.respondent import Respondent, RespondentLink, RespondentSession
from app.questionnaires.models.submission import Submission
from app.questionnaires.models.upload import Upload

__all__ = [
    "AnswerRemark",
    "AnswerSave",
    "AreaReviewer",
    "Definition",
    "Judgement",
    "Request",
    "RequestScore",
    "Respondent",
    "RespondentLink",
    "RespondentSession",
    "Submission",
    "Upload",
]
