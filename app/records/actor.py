"""Who acts. The kernel knows a person by these few words only."""

from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["person", "operator", "clock", "respondent"]


@dataclass(frozen=True)
class Actor:
    """Somebody or something that changes a record, as printed at that moment.

    ``kind`` is ``person`` for a signed-in account, ``operator`` for a command on the server's own console (which may
    never sign, approve or move a record), ``clock`` for the portal's own jobs and ``respondent`` for an outside person
    who came in by a personal link (who never signs).
    """

    id: str
    username: str
    name: str
    kind: Kind = "person"
    roles: tuple[str, ...] = ()
    sid: str | None = None

    @property
    def is_person(self) -> bool:
        """Tell whether a human being with an account acts."""
        return self.kind == "person"


CLOCK = Actor("clock", "clock", "Portal clock", "clock")
"""The portal's own jobs: they propose and remind, they never sign."""


def operator(system_user: str) -> Actor:
    """Return the actor for a command typed on the server by ``system_user``."""
    return Actor(f"operator:{system_user}", f"operator:{system_user}", f"Operator {system_user}", "operator")


class Refusal(Protocol):
    """A plain sentence why something may not happen."""

    @property
    def sentence(self) -> str:
        """What happened and what to do."""
