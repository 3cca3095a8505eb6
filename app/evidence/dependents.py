"""What leans on evidence, told by higher rooms: answers, rows of a matrix. `create_app` registers them.

A teller takes ids of evidence and returns, for each, the records that lean on it. It asks its tables once for all of
them, so that a list stays at a constant number of queries. This room never learns who.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Dependent:
    """A record that leans on evidence, as people call it, and the path of its page."""

    number: str
    name: str
    link: str


Teller = Callable[[Collection[int]], Mapping[int, Sequence[Dependent]]]

_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Ask ``teller`` what leans on evidence. Registering it twice asks it once."""
    if teller not in _tellers:
        _tellers.append(teller)


def forget(teller: Teller) -> None:
    """Stop asking ``teller``; tests take away what they registered."""
    _tellers.remove(teller)


def leaning_on(evidence_ids: Collection[int]) -> dict[int, list[Dependent]]:
    """Return what leans on each piece; every id has its line, empty when nothing does."""
    found: dict[int, list[Dependent]] = {one: [] for one in evidence_ids}
    for teller in _tellers if found else ():
        for evidence_id, several in teller(tuple(found)).items():
            found[evidence_id].extend(several)
    return found
