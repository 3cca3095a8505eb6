"""Why something about people was not done."""

from app.web.errors import Sentence


class AccountRefused(Sentence):
    """An account, its roles, password or proof of identity could not be changed; the message says why."""
