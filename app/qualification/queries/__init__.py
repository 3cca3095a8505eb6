"""Reads of tierings, named as questions."""

from app.qualification.queries.lists import TIERINGS, tiering_list
from app.qualification.queries.tierings import (
    OPENED,
    PURPOSE,
    in_force_of,
    numbers_open_of,
    of_service,
    open_route_of,
    open_routes_of,
    replaceable_of,
    sealed_sheet,
    sealed_sheets,
    tiering,
    waiting,
)

__all__ = [
    "OPENED",
    "PURPOSE",
    "TIERINGS",
    "in_force_of",
    "numbers_open_of",
    "of_service",
    "open_route_of",
    "open_routes_of",
    "replaceable_of",
    "sealed_sheet",
    "sealed_sheets",
    "tiering",
    "tiering_list",
    "waiting",
]
