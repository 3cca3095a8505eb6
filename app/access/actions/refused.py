"""Why something about access was not done."""

from collections.abc import Iterable
from http import HTTPStatus

from app.web.errors import Sentence


class AccessRefused(Sentence):
    """A review, a decision or a leaver list could not be put on record. ``problems`` pair a field with a sentence."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = problems


class NotNow(AccessRefused):
    """The record does not stand where this is possible."""

    status: int = HTTPStatus.CONFLICT


def refuse_if(problems: Iterable[tuple[str, str]]) -> None:
    """Raise AccessRefused when there is any problem."""
    if found := tuple(problems):
        raise AccessRefused(*found)
