"""Slots on the release page that higher rooms fill: impact assessments, … `create_app` registers them.

A panel has its own address, `url_for(endpoint, number=release.number)`, and its own permission; who lacks that sees
no slot.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """One slot: its heading, the endpoint that draws it for a release number, and who may see it."""

    title: str
    endpoint: str
    permission: str


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a slot to the release page. Registering the same one twice shows it once."""
    if panel not in _panels:
        _panels.append(panel)


def forget(panel: Panel) -> None:
    """Take a slot away; tests remove what they registered."""
    _panels.remove(panel)


def panels() -> tuple[Panel, ...]:
    """Return the slots in the order of their registration."""
    return tuple(_panels)
