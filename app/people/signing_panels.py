"""What stands beside a signing page: slots that higher rooms fill, such as the trail. `create_app` registers them.

A slot has its own address, `url_for(endpoint, number=…)`, and its own permission; who lacks that sees no slot. The
rooms that sign say where the signing page of their records is, so that whoever was sent away to look comes back.
"""

from dataclasses import dataclass

from flask import url_for


@dataclass(frozen=True)
class SigningPanel:
    """One slot: its heading, the endpoint that draws it for a record's number, and who may see it."""

    title: str
    endpoint: str
    permission: str


_panels: list[SigningPanel] = []
_places: dict[str, str] = {}


def register(panel: SigningPanel) -> None:
    """Add a slot to every signing page. Registering the same one twice shows it once."""
    if panel not in _panels:
        _panels.append(panel)


def register_place(prefix: str, endpoint: str) -> None:
    """Say which endpoint is the signing page of records whose number begins with ``prefix``."""
    _places[prefix] = endpoint


def panels() -> tuple[SigningPanel, ...]:
    """Return the slots in the order of their registration."""
    return tuple(_panels)


def place_to_sign(number: str) -> str | None:
    """Return the address of a record's signing page, or None where records of its kind are not signed so."""
    endpoint = _places.get(number.partition("-")[0])
    return None if endpoint is None else url_for(endpoint, number=number)
