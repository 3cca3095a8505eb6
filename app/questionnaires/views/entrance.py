"""Who asks from outside: a cookie of its own over a row of its own; nothing is shared with our people's sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from flask import Flask, Response, abort, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.base.db import Transaction, transaction
from app.questionnaires.models import Respondent, RespondentSession
from app.questionnaires.queries import links as queries
from app.questionnaires.rules.links import Door
from app.questionnaires.views.misses import Misses
from app.web import errors
from app.web.edge import now
from app.web.guard import RESPONDENT, Guard

_COOKIE = "qualward-respondent"

OVER = (
    "Your session has ended, so nothing was saved yet. Open your personal link again in another tab and press “Start”; "
    "then come back here and save again. What you typed stays on this page."
)

SENTENCES = {
    Door.EXPIRED: "This link has expired. Ask the person who sent it for more time; everything you saved is kept.",
    Door.REVOKED: "This link was revoked or replaced by a newer one. Look for a later mail, or ask who sent it.",
    Door.RECALLED: "This questionnaire was taken back; nothing needs to be answered any more.",
}
HEADINGS = {
    Door.EXPIRED: "This link has expired",
    Door.REVOKED: "This link does not work any more",
    Door.RECALLED: "The questionnaire was taken back",
}


def install(app: Flask) -> None:
    """Let this room keep the door of outside people."""
    guard: Guard = app.extensions["qualward_guard"]
    guard.keep_door(RESPONDENT, keep_door)
    app.extensions["qualward_misses"] = Misses()


def session_here() -> RespondentSession | None:
    """Return the outside session of this browser, in whatever state; read again after a transaction began."""
    session_id = request.cookies.get(cookie_name(), "")
    return queries.session_of(session_id) if 0 < len(session_id) <= queries.LONGEST_TOKEN else None


def keep_door() -> None:
    """Let pass who came in by a link that still opens, to the addresses of their own request only."""
    found = session_here()
    if found is None or (
        (door := queries.door_of(found.link, now())) is Door.OPEN and not queries.is_usable(found, now())
    ):
        abort(refusal(HTTPStatus.UNAUTHORIZED, "Open your personal link again", OVER))
    if door is not Door.OPEN:
        abort(refusal(HTTPStatus.GONE, HEADINGS[door], SENTENCES[door]))
    mine = found.link.respondent.request.number
    if (request.view_args or {}).get("number") != mine:
        sentence = (
            f"{mine} is open in this browser, and this address belongs to something else. Open the personal link of "
            "the other questionnaire again, or go back."
        )
        abort(refusal(HTTPStatus.NOT_FOUND, "There is no such page", sentence))
    g.respondent_session = found


def respondent() -> Respondent:
    """Return who asks; a view behind the door always has one."""
    found: RespondentSession = g.respondent_session
    return found.link.respondent


@contextmanager
def answering() -> Iterator[Transaction]:
    """Open the writing transaction of an outside person; that their link still opens is read again inside it."""
    before: RespondentSession = g.respondent_session
    sid = before.sha256[:16]
    with transaction(before.link.respondent.actor_in(sid), now()) as opened:
        keep_door()
        g.respondent_session.last_seen_at = opened.now
        yield opened


def set_cookie(response: Response, session_id: str) -> None:
    """Hand the session's id to the browser: for this host, not for scripts, not for other sites."""
    response.set_cookie(cookie_name(), session_id, httponly=True, samesite="Strict", secure=_is_https(), path="/")


def forget_cookie(response: Response) -> None:
    """Take the session's id away."""
    response.delete_cookie(cookie_name(), path="/", secure=_is_https(), httponly=True, samesite="Strict")


def cookie_name() -> str:
    """Return the name of the cookie; with https it is bound to the host."""
    return f"__Host-{_COOKIE}" if _is_https() else _COOKIE


def wants_json() -> bool:
    """Tell whether the page's own script asks."""
    return request.headers.get("Accept") == "application/json"


def refusal(status: int, heading: str, sentence: str, wait: int | None = None) -> Response:
    """Return the page of a refusal without anything of ours around it, or a line for the page's script."""
    if wants_json():
        page = make_response(jsonify(sentence=sentence), status)
    else:
        resend = _typed() if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.BAD_REQUEST} else []
        action = errors.here() if resend else ""
        text = render_template(
            "questionnaires/respond/refused.html", heading=heading, sentence=sentence, resend=resend, action=action
        )
        page = make_response(text, status)
    if wait is not None:
        page.headers["Retry-After"] = str(wait)
    return page


def speak_plainly(problem: Exception) -> ResponseReturnValue:
    """Return any failure of these pages in the same frame."""
    if isinstance(problem, OperationalError | OSError):
        sentence = errors.passing_trouble(problem)
        if sentence is None:
            raise problem
        errors.log_trouble(problem)
        return refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Nothing was saved", sentence, errors.RETRY_SECONDS)
    if isinstance(problem, HTTPException):
        if problem.response is not None:
            return problem.get_response()
        status, sentence = problem.code or 500, errors.http_sentence(problem)
        return refusal(status, errors.heading_of(status), sentence)
    return refusal(errors.status_of(problem), "Nothing was saved", errors.sentence_of(problem))


def _typed() -> list[tuple[str, str]]:
    """Return what was typed; nothing of a form that broke off or was too large to be read."""
    try:
        return errors.typed()
    except HTTPException:
        return []


def _is_https() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
