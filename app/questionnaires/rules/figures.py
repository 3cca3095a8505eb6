"""The figures of the risk model that a score is made with, and how figures are kept.

They are an argument of every rule: the same answers, the same figures and the same day give the same score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from app.content.risk_model import RiskModel

PLACES = Decimal("0.0001")
NO_EVIDENCE = "E0"
"""The class of an answer that nothing was shown for."""


@dataclass(frozen=True)
class ScoreFigures:
    """What one version of the risk model says about answers and evidence.

    ``confidences`` – how far each class of evidence is believed. ``stale_factor`` – what is left of that when evidence
    is older than ``stale_after_months`` or expired. ``trips_at`` – up to which value a knock-out trips, and the caps
    that follow. ``not_applicable_flag`` – above which share of an area's weight QA is told that much does not apply.
    """

    confidences: Mapping[str, Decimal]
    stale_factor: Decimal
    stale_after_months: int
    trips_at: Decimal
    soft_cap: Decimal
    hard_cap: Decimal
    not_applicable_flag: Decimal


def figures_of(model: RiskModel) -> ScoreFigures:
    """Return the figures that a version of the risk model has for scores."""
    outs = model.knock_outs
    return ScoreFigures(
        confidences={code: one.confidence for code, one in model.evidence.items()},
        stale_factor=model.stale_factor,
        stale_after_months=model.stale_months,
        trips_at=outs.trips_at,
        soft_cap=outs.soft.cap,
        hard_cap=outs.hard.cap,
        not_applicable_flag=model.not_applicable_flag,
    )


def stored(value: Decimal) -> Decimal:
    """Return the value with the four places that are kept, halves to the even digit."""
    return value.quantize(PLACES, ROUND_HALF_EVEN)


def total(values: Iterable[Decimal]) -> Decimal:
    """Add up, exactly and in any order."""
    return sum(values, Decimal(0))
