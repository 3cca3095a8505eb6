"""Where a personal link arrives: a page with a button, and the exchange of the link for a session.

Opening a link changes nothing, so that a mail scanner or a preview may do it (threat T4). The token stands in this one
address; every page behind it has an address without it, and no page, log or Referer carries it on.
"""

from http import HTTPStatus

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.base.db import transaction
from app.questionnaires.actions import links as actions
from app.questionnaires.models import RespondentLink
from app.questionnaires.queries import links as queries
from app.questionnaires.rules.links import Door
from app.questionnaires.views import entrance
from app.questionnaires.views.misses import Misses
from app.web.edge import now
from app.web.guard import PUBLIC, policy

blueprint = Blueprint("porch", __name__, url_prefix="/respond")


@blueprint.get("/<token>")
@policy(PUBLIC)
def arrive(token: str) -> str:
    """Say who asks for what, with a button to begin. Opening it has no effect."""
    link = _opening(token)
    return render_template("questionnaires/respond/porch.html", link=link, request_=link.respondent.request)


@blueprint.post("/<token>")
@policy(PUBLIC)
def start(token: str) -> ResponseReturnValue:
    """Exchange the link for a session, and go on at an address without it."""
    link = _opening(token)
    with transaction(link.respondent.actor_in(None), now()) as opened:
        link = _opening(token)
        session_id = actions.enter(link, entrance.session_here(), opened.now)
        number = link.respondent.request.number
    answer = make_response(redirect(url_for("responses.show", number=number), 303))
    entrance.set_cookie(answer, session_id)
    return answer


def _opening(token: str) -> RespondentLink:
    """Return the link of a token that opens now; every other one has a page of its own."""
    misses: Misses = current_app.extensions["qualward_misses"]
    address, at = request.remote_addr or "", now()
    if wait := misses.seconds_to_wait(address, at):
        sentence = "Too many wrong links came from your network. Wait a quarter of an hour, then open yours again."
        abort(entrance.refusal(HTTPStatus.TOO_MANY_REQUESTS, "Please wait", sentence, wait))
    link = queries.link_of(token)
    if link is None:
        misses.count(address, at)
        sentence = "This link is not known here. Copy it whole from the mail, or ask who sent it for a new one."
        abort(entrance.refusal(HTTPStatus.NOT_FOUND, "There is no such link", sentence))
    door = queries.door_of(link, at)
    if door is not Door.OPEN:
        abort(entrance.refusal(HTTPStatus.GONE, entrance.HEADINGS[door], entrance.SENTENCES[door]))
    return link


@blueprint.after_request
def _keep_to_itself(response: Response) -> Response:
    """Let no cache and no other site learn the address (said of every answer, and here for good)."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
