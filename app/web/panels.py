"""Slots on a page that higher rooms fill, each with its own address and permission. `create_app` registers them.

A room that owns such a page keeps one `Slots` for it; whoever lacks a panel's permission sees no slot.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Panel:
    """One slot: its heading, the endpoint that draws it for the page's record, and who may see it."""

    title: str
    endpoint: str
    permission: str


class Slots:
    """The slots of one page, in the order of their registration."""

    def __init__(self) -> None:
        self._panels: list[Panel] = []

    def register(self, panel: Panel) -> None:
        """Add a slot. Registering the same one twice shows it once."""
        if panel not in self._panels:
            self._panels.append(panel)

    def forget(self, panel: Panel) -> None:
        """Take a slot away; tests remove what they registered."""
        self._panels.remove(panel)

    def panels(self) -> tuple[Panel, ...]:
        """Return what stands in them."""
        return tuple(self._panels)
