"""What higher rooms know against retiring a service, or against choosing its tier here. `create_app` registers them.

This room never learns who they are. A blocker takes a service and returns plain sentences: “The feed FED-0003 still
speaks for it. Withdraw it first.”
"""

from collections.abc import Callable

from app.suppliers.models import Service

Blocker = Callable[[Service], list[str]]

_blockers: list[Blocker] = []
_of_tiers: list[Blocker] = []


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


def register_for_tiers(blocker: Blocker) -> None:
    """Ask ``blocker`` before a tier choice is drafted. Registering it twice asks it once."""
    if blocker not in _of_tiers:
        _of_tiers.append(blocker)


def told_of_tiers(service: Service) -> list[str]:
    """Return every sentence that stands against choosing the tier of ``service`` by hand."""
    return [sentence for blocker in _of_tiers for sentence in blocker(service)]
