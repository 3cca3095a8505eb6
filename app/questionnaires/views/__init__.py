"""The views of questionnaires: our own people's pages, and the pages of outside people in a frame of their own."""

from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.questionnaires.views import (
    answers,
    definition_signatures,
    definitions,
    entrance,
    porch,
    request_changes,
    requests,
    responses,
    review_changes,
    reviews,
    scores,
    submissions,
)
from app.web.errors import REFUSALS
from app.web.navigation import Item

blueprints = (
    definitions.blueprint,
    definition_signatures.blueprint,
    requests.blueprint,
    request_changes.blueprint,
    reviews.blueprint,
    review_changes.blueprint,
    scores.blueprint,
    porch.blueprint,
    responses.blueprint,
    answers.blueprint,
    submissions.blueprint,
)

for _outside in (porch.blueprint, responses.blueprint, answers.blueprint, submissions.blueprint):
    for _kind in (HTTPException, OperationalError, *REFUSALS):
        _outside.register_error_handler(_kind, entrance.speak_plainly)

install = entrance.install

navigation = (
    Item(
        "Questionnaires",
        "requests.index",
        "questionnaires.request.read",
        icon="ui-checks",
        under=("requests.", "request_changes.", "reviews.", "review_changes.", "scores."),
    ),
    Item(
        "Definitions",
        "definitions.index",
        "questionnaires.definition.read",
        icon="journal-check",
        under=("definitions.", "definition_signatures."),
    ),
)

tones = {
    "approved": "good",
    "effective": "good",
    "dropped": "off",
    "sent": "wait",
    "answering": "wait",
    "submitted": "good",
    "returned": "warn",
    "recalled": "off",
    "in_review": "wait",
    "to_review": "wait",
    "overtaken": "warn",
    "accepted": "good",
    "changed": "warn",
    "claim_refused": "warn",
    "nothing_to_do": "off",
    "answered": "good",
    "unanswered": "wait",
    "hidden": "off",
    "link works": "good",
    "link used": "good",
    "link expired": "warn",
    "link revoked": "off",
}
