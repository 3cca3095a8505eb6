"""Why something about a request was not done."""

from collections.abc import Iterable
from http import HTTPStatus

from app.web.errors import Sentence


class RequestRefused(Sentence):
    """A request, an answer or an invitation could not be put on record. ``problems`` pair a field with a sentence."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = problems


class NotNow(RequestRefused):
    """The request does not stand where this is possible."""

    status: int = HTTPStatus.CONFLICT


class Overtaken(NotNow):
    """Somebody else saved an answer to this question meanwhile; both texts are kept, the person chooses."""


def refuse_if(problems: Iterable[tuple[str, str]]) -> None:
    """Raise RequestRefused when there is any problem."""
    if found := tuple(problems):
        raise RequestRefused(*found)
