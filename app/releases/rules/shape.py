"""Did a feed change its shape? A document that suddenly holds far fewer entries was moved, cut or replaced. Pure."""

from typing import Final

_ENOUGH: Final = 4
"""Entries that a feed must have held before its size says anything."""
_REMAINING: Final = 4
"""Less than one part in so many is another shape."""


def is_reshaped(entries: int, before: int) -> bool:
    """Tell whether a document of ``entries`` entries follows one of ``before`` as no feed shrinks by itself."""
    return before >= _ENOUGH and entries * _REMAINING < before
