"""Exact figures: kept with four places, compared as they are, printed without empty places."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

PLACES = Decimal("0.0001")
"""What is stored. Bands and tiers are compared before this rounding, never after it."""


class FiguresRefused(ValueError):  # noqa: N818 - reads as the sentence it carries
    """The figures cannot be reckoned with; the message says which and what to give."""


def stored(value: Decimal) -> Decimal:
    """Return the value with four places, halves to the even digit."""
    return value.quantize(PLACES, ROUND_HALF_EVEN)


def total(values: Iterable[Decimal]) -> Decimal:
    """Add up, exactly."""
    return sum(values, Decimal(0))


def plain(value: Decimal) -> str:
    """Return the stored value as people write it: at least one place, no empty ones after it (57.0, 22.8629)."""
    whole, _, places = format(stored(value), "f").partition(".")
    return f"{whole}.{places.rstrip('0') or '0'}"
