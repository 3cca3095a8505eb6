"""Every failure has a page with one plain sentence: what happened, and what to do. Never a traceback."""

import errno
import secrets
import unicodedata
from http import HTTPStatus
from typing import Protocol, runtime_checkable

from flask import Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge, SecurityError, Unauthorized

from app.base import engines
from app.base.db import db
from app.records.attachments import FileRefused
from app.records.ledger import ClockBehind
from app.records.moves import MoveRefused
from app.records.removals import Removed
from app.records.signatures import SigningRefused
from app.records.trail import TrailRefused
from app.records.witness import WitnessUnwritten
from app.web.navigation import shell

RETRY_SECONDS = 5
"""What Retry-After says while the database is busy."""

STALE = (
    "Somebody changed this record while you had it open, so nothing was saved. "
    "Open the record again, look at what changed, then make your change."
)

BUSY = (
    "The portal is busy writing somebody else's work, so yours was not saved. Wait a few seconds, then send it again."
)

GONE = (
    "The connection to the database broke, so it is not known whether your input was saved. Open the record and look; "
    "what is missing there, send again. A signing page signs once, however often it is sent."
)

FULL = (
    "The server's disk is full. Nothing was saved; reading goes on. Tell the administrator; when there is room, send "
    "your input again."
)


class Sentence(ValueError):  # noqa: N818 - reads as the sentence it carries
    """A refusal with one sentence for the person. Slices derive from it; ``status`` is the HTTP status of its page."""

    status: int = HTTPStatus.UNPROCESSABLE_ENTITY

    @property
    def sentence(self) -> str:
        """What happened, to which record, what to do."""
        return str(self)


class Stale(Sentence):
    """The record moved on since its page was opened."""

    status: int = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__(STALE)


REFUSALS = (Sentence, MoveRefused, SigningRefused, FileRefused, TrailRefused, StaleDataError, ClockBehind)
"""What an action may raise to say no in words; a form shows it above its fields and keeps the input."""


@runtime_checkable
class _Versioned(Protocol):
    version: int


def require_version(record: object, shown: int | None) -> None:
    """Refuse a change made from an older page. Raises Stale unless ``shown`` is the record's version."""
    if not isinstance(record, _Versioned) or record.version != shown:
        raise Stale


def status_of(refusal: BaseException) -> int:
    """Return the HTTP status that a refusal of `REFUSALS` has."""
    if isinstance(refusal, Sentence):
        return refusal.status
    if isinstance(refusal, FileRefused):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.CONFLICT


def sentence_of(refusal: BaseException) -> str:
    """Return the sentence that a refusal of `REFUSALS` carries."""
    return STALE if isinstance(refusal, StaleDataError) else str(refusal)


def passing_trouble(problem: OperationalError | OSError) -> str | None:
    """Return the sentence for a trouble that passes: database busy or away, disk full; None for others."""
    if _is_full(problem):
        return FULL
    if isinstance(problem, OSError):
        return None
    said = str(problem.orig)
    if any(sign in said for sign in engines.BUSY):
        return BUSY
    is_gone = problem.connection_invalidated or any(sign in said for sign in engines.GONE)
    return GONE if is_gone else None


def register(app: Flask) -> None:
    """Attach the pages."""
    for kind in REFUSALS:
        app.register_error_handler(kind, _refused)
    app.register_error_handler(Removed, _removed)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(Unauthorized, _not_signed_in)
    app.register_error_handler(OperationalError, database_unwell)
    app.register_error_handler(WitnessUnwritten, _unwitnessed)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, sentence: str, **more: object) -> ResponseReturnValue:
    """Return the page (or, for a panel, the fragment) of a failure."""
    template = "web/errors/fragment.html" if "HX-Request" in request.headers else "web/errors/page.html"
    return render_template(template, heading=heading_of(status), sentence=sentence, status=status, **more), status


def heading_of(status: int) -> str:
    """Return the heading of a failure's page."""
    return _HEADINGS.get(status) or HTTPStatus(status).phrase


def log_trouble(problem: OperationalError | OSError) -> None:
    """Leave a line in the log about a trouble that passes, without any word that opens something."""
    current_app.logger.warning("%s was not carried out: %s", logged_path(), problem)


_HEADINGS = {
    400: "The request could not be read",
    401: "Sign in again",
    403: "You may not do this",
    404: "There is no such page",
    405: "This address does not take that",
    409: "Nothing was saved",
    410: "This file was disposed of",
    413: "Too large",
    415: "This kind of file is not taken",
    422: "Nothing was saved",
    429: "Too many attempts",
}

_SENTENCES = {
    400: "The browser sent something this page does not understand. Go back, reload the page and try again.",
    403: "Your roles do not include this. If your work needs it, ask an administrator for the role.",
    404: "The address is wrong, or the record is not one you may see. Check the number, or look for it in its list.",
    405: "Go back to the page before and use its buttons.",
    413: "What was sent is larger than 25 MB, so nothing was saved. Attach a smaller file, or a reference to it.",
    429: "Wait a few minutes, then try again.",
}


def _refused(refusal: Exception) -> ResponseReturnValue:
    return error_page(status_of(refusal), sentence_of(refusal))


def _removed(gone: Exception) -> ResponseReturnValue:
    return error_page(HTTPStatus.GONE, str(gone))


def _http(problem: HTTPException) -> ResponseReturnValue:
    if problem.response is not None:
        return problem.get_response()
    if isinstance(problem, SecurityError):  # a foreign Host: no address of ours can be written into a page for it
        return Response("This portal does not answer under that name.\n", 400, content_type="text/plain")
    status = problem.code or 500
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unexpected(problem)
    page = make_response(error_page(status, http_sentence(problem)))
    if (methods := getattr(problem, "valid_methods", None)) is not None:
        page.headers["Allow"] = ", ".join(sorted(methods))
    return page


def http_sentence(problem: HTTPException) -> str:
    """Return the sentence for a refusal of the web: our own where a view gave one, else the one for its status."""
    is_own = isinstance(problem.description, str) and problem.description != type(problem).description
    # an abort(…, "sentence") of ours speaks for itself; werkzeug's own words are for developers
    is_ours = is_own and not isinstance(problem, NotFound | RequestEntityTooLarge) and type(problem).__name__ in _PLAIN
    fallback = "The request was refused. Go back and try again."
    return problem.description if is_ours and problem.description else _SENTENCES.get(problem.code or 500, fallback)


_PLAIN = {
    "BadRequest",
    "Forbidden",
    "Conflict",
    "UnprocessableEntity",
    "TooManyRequests",
    "UnsupportedMediaType",
    "Gone",
}


def _form_too_old(_problem: CSRFError) -> ResponseReturnValue:
    sentence = (
        "This form was open too long or belongs to an earlier sign-in, so nothing was saved. Your input is below."
    )
    return error_page(400, sentence, resend=typed(), action=here())


def _not_signed_in(_problem: Unauthorized) -> ResponseReturnValue:
    doors = shell().doors
    if "HX-Request" not in request.headers and request.method in {"GET", "HEAD"} and doors is not None:
        return redirect(url_for(doors.sign_in, next=request.full_path.rstrip("?")), 303)
    sentence = "You are not signed in any more, so nothing was saved. Sign in in a new tab, then send your input again."
    sign_in = url_for(doors.sign_in) if doors is not None else None
    return error_page(401, sentence, resend=typed(), action=here(), sign_in=sign_in)


def typed() -> list[tuple[str, str]]:
    """Return what the person had typed, without secrets, so that it is not lost."""
    if request.method != "POST":
        return []
    secret = ("password", "csrf_token", "challenge", "one_time_code", "sealed", "ticket")
    given = request.form.items(multi=True)
    return [(printable(name), printable(text)) for name, text in given if text and not name.endswith(secret)]


def logged_path() -> str:
    """Return the address of this request as a log may hold it: one that carries a personal link stands without it."""
    is_secret = "token" in (request.view_args or {})
    return request.url_rule.rule if is_secret and request.url_rule is not None else request.path


def here() -> str:
    """Return the address of this request, written anew."""
    return url_for(request.endpoint or "health.alive", **{**request.args.to_dict(), **(request.view_args or {})})


def printable(text: str) -> str:
    """Return ``text`` with a visible mark in place of what HTML cannot hold: controls, half pairs, non-characters."""
    return "".join(one if one in "\n\t" or _is_character(one) else "\ufffd" for one in text)


def _is_character(one: str) -> bool:
    is_reserved = ord(one) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(one) <= 0xFDEF
    return not is_reserved and unicodedata.category(one) not in {"Cc", "Cs"}


def database_unwell(problem: OperationalError) -> ResponseReturnValue:
    """Return the page of a database that is busy, away or full; it asks the database nothing."""
    sentence = passing_trouble(problem)
    if sentence is None or sentence is FULL:
        return _unexpected(problem)
    if sentence is GONE:
        db.session.rollback()  # else every further question of this request fails, too
        current_app.logger.error("The connection to the database broke at %s: %s", logged_path(), problem.orig)
    page = make_response(_bare(503, "One moment", sentence, None))
    page.headers["Retry-After"] = str(RETRY_SECONDS)
    return page


def _unwitnessed(problem: WitnessUnwritten) -> ResponseReturnValue:
    current_app.logger.error("%s (at %s)", problem, logged_path())
    return _bare(507, "Saved, but not witnessed", str(problem), None)


def _is_full(problem: Exception) -> bool:
    """Tell whether the disk had no room left, for a file or for the database."""
    is_file = isinstance(problem, OSError) and problem.errno in {errno.ENOSPC, errno.EDQUOT}
    said = str(problem.orig) if isinstance(problem, OperationalError) else ""
    return is_file or any(sign in said for sign in engines.FULL)


def _unexpected(problem: Exception) -> ResponseReturnValue:
    error_id = secrets.token_hex(4)
    if _is_full(problem):
        current_app.logger.error("error %s: no room on the disk at %s", error_id, logged_path())
        return _bare(507, "No room left", FULL, error_id)
    current_app.logger.error("error %s at %s %s", error_id, request.method, logged_path(), exc_info=problem)
    sentence = (
        "Something went wrong on our side. Nothing was saved. "
        "Tell the administrator the number below; the cause is in the log."
    )
    return _bare(500, "Something went wrong", sentence, error_id)


def _bare(status: int, heading: str, sentence: str, error_id: str | None) -> ResponseReturnValue:
    """Return a page that asks the database nothing, not even who is signed in: it may be what failed."""
    page = current_app.jinja_env.get_template("web/errors/bare.html")
    return page.render(heading=heading, sentence=sentence, error_id=error_id), status
