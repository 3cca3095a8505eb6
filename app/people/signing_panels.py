"""What stands beside a signing page: slots that higher rooms fill, such as the trail; an address takes ``number``.

The rooms that sign say where the signing page of their records is, so that whoever was sent away to look comes back.
"""

from flask import url_for

from app.web.panels import Slots

signing_page = Slots()
_places: dict[str, str] = {}


def register_place(prefix: str, endpoint: str) -> None:
    """Say which endpoint is the signing page of records whose number begins with ``prefix``."""
    _places[prefix] = endpoint


def place_to_sign(number: str) -> str | None:
    """Return the address of a record's signing page, or None where records of its kind are not signed so."""
    endpoint = _places.get(number.partition("-")[0])
    return None if endpoint is None else url_for(endpoint, number=number)
