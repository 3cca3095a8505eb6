"""The score of a request: every figure with the lines that add to it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.questionnaires.queries.reviews import review_of
from app.questionnaires.queries.scores import score_kept, score_of
from app.questionnaires.rules.figures import stored
from app.questionnaires.views.requests import found_request
from app.web.edge import now
from app.web.guard import policy
from app.web.list_page import is_export, table_download

blueprint = Blueprint("scores", __name__, url_prefix="/requests/<number('REQ'):number>")

HEADING = (
    "Area", "Question", "Text", "State", "Weight", "Value", "Evidence", "Stale", "Confidence", "Points", "Knock-out",
    "Why",
)  # fmt: skip


@blueprint.get("/score")
@policy("questionnaires.request.read")
def show(number: str) -> ResponseReturnValue:
    """Show today's score with its arithmetic, beside the figures that were kept; lines also as CSV or workbook."""
    found = found_request(number)
    today = now().date()
    review = review_of(found)
    score = score_of(review, today)
    if is_export():
        rows = [
            [
                one.question.area, one.question.id, one.question.text, one.state, one.question.weight, one.worth.value,
                one.belief.evidence.code, one.belief.evidence.is_stale, one.belief.confidence, one.points,
                one.question.knock_out, one.worth.reason,
            ]
            for one in score.lines
        ]  # fmt: skip
        return table_download(f"{number}-score", HEADING, rows)
    return render_template(
        "questionnaires/review/score.html",
        request_=found,
        review=review,
        score=score,
        kept=score_kept(found),
        today=today,
        stored=stored,
    )
