"""Why something about people was not done."""

from http import HTTPStatus

from app.web.errors import Sentence


class AccountRefused(Sentence):
    """An account, its roles, password or proof of identity could not be changed; the message says why."""


class SessionNotOwn(Sentence):
    """The session that should end is not another open one of the person who asks."""

    status: int = HTTPStatus.CONFLICT
