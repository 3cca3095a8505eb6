"""What higher rooms know against the retirement of a service. `create_app` registers them; this room never learns who.

A blocker takes a service and returns plain sentences: “The feed FED-0003 still speaks for it. Withdraw it first.”
"""

from collections.abc import Callable

from app.suppliers.models import Service

Blocker = Callable[[Service], list[str]]

_blockers: list[Blocker] = []


def register(blocker: Blocker) -> None:
    """Ask ``blocker`` before a service is retired. Registering it twice asks it once."""
    if blocker not in _blockers:
        _blockers.append(blocker)


def forget(blocker: Blocker) -> None:
    """Stop asking ``blocker``; tests take away what they registered."""
    _blockers.remove(blocker)


def told(service: Service) -> list[str]:
    """Return every sentence that stands against retiring ``service``."""
    return [sentence for blocker in _blockers for sentence in blocker(service)]
