"""Slots on the service page that higher rooms fill: releases, impact assessments, … `create_app` registers them.

A panel has its own address, `url_for(endpoint, number=service.number)`, and its own permission; who lacks that sees
no slot.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """One slot: its heading, the endpoint that draws it for a service number, and who may see it."""

    title: str
    endpoint: str
    permission: str


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Add a slot to the service page. Registering the same one twice shows it once."""
    if panel not in _panels:
        _panels.append(panel)


def forget(panel: Panel) -> None:
    """Take a slot away; tests remove what they registered."""
    _panels.remove(panel)


def panels() -> tuple[Panel, ...]:
    """Return the slots in the order of their registration."""
    return tuple(_panels)
