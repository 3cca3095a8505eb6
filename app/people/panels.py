"""Slots on a person's page that higher rooms fill, each with its own address and permission."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """One slot: its heading, the endpoint that draws it for a ``person_id``, and who may see it."""

    title: str
    endpoint: str
    permission: str


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a slot. Registering the same one twice shows it once."""
    if panel not in _panels:
        _panels.append(panel)


def panels() -> tuple[Panel, ...]:
    """Return the slots in the order of their registration."""
    return tuple(_panels)
