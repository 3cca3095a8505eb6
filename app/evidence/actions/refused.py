"""How this room says no: a sentence for each field that stands in the way."""

from collections.abc import Iterable

from app.web.errors import Sentence


class Refused(Sentence):
    """Nothing was written. ``problems`` pairs the field (empty when it is about all of it) with its sentence."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = problems


def refuse_if(problems: Iterable[tuple[str, str]]) -> None:
    """Raise Refused when there is any problem."""
    if found := tuple(problems):
        raise Refused(*found)
