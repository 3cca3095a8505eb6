"""How far the score leans on answers that nobody verified.

Lowest: every answer with nothing but the supplier's word behind it counts as a *no*, knock-outs included; if it turned
out to be untrue, the knock-out would trip. Highest: every answer is believed without reserve.
An honest *no* is the same in both: it is worth nothing, and nobody doubts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.questionnaires.rules.areas import AreaScore, Change, area_points
from app.questionnaires.rules.figures import ScoreFigures, total
from app.questionnaires.rules.knock_outs import Tripped, trips_as
from app.questionnaires.rules.lines import Line
from app.questionnaires.rules.values import NOTHING


@dataclass(frozen=True)
class Deciding:
    """An answer that is not fully believed: the control effectiveness if it were untrue, and if it were certain.

    Both look at this answer alone and before the caps of other questions. ``effect`` is the distance.
    """

    question: str
    evidence: str
    if_untrue: Decimal
    if_certain: Decimal

    @property
    def effect(self) -> Decimal:
        """Return how much hangs on this answer."""
        return self.if_certain - self.if_untrue


@dataclass(frozen=True)
class Uncertainty:
    """The lowest and highest control effectiveness, caps applied, and the answers that decide it, by effect."""

    lowest: Decimal
    highest: Decimal
    deciding: tuple[Deciding, ...]


def uncertainty(areas: Sequence[AreaScore], change: Change, trip: Tripped, figures: ScoreFigures) -> Uncertainty:
    """Return the range around a score."""
    lines = [one for area in areas for one in area.lines]
    worst = trip
    for one in lines:
        if one.is_unverified:
            worst = worst.instead(trips_as(one, one.worth.value, figures), trips_as(one, NOTHING, figures))
    lowest = worst.capped(_all(areas, change, lowest=True))
    highest = trip.capped(_all(areas, change, lowest=False))
    found = [_deciding(one, change, figures) for one in lines if one.worth.value > 0]
    ranked = sorted((one for one in found if one.effect > 0), key=lambda one: -one.effect)
    return Uncertainty(lowest, highest, tuple(ranked))


def _all(areas: Sequence[AreaScore], change: Change, *, lowest: bool) -> Decimal:
    weight = change.effectiveness.weight
    points = total(
        area_points(area.area.weight, total(_points(one, lowest=lowest) for one in area.lines), area.weight)
        for area in areas
        if area.weight and area.area.weight
    )
    return points / weight if weight else NOTHING


def _points(line: Line, *, lowest: bool) -> Decimal:
    if lowest:
        return NOTHING if line.is_unverified else line.points
    return line.best_points


def _deciding(line: Line, change: Change, figures: ScoreFigures) -> Deciding:
    certain = change.value(line, line.best_points)
    untrue = change.value(line, line.points)
    if line.is_unverified:
        untrue = change.value(line, NOTHING)
        if trips_as(line, NOTHING, figures) != trips_as(line, line.worth.value, figures):
            untrue = Tripped(0, 0, figures).instead(None, trips_as(line, NOTHING, figures)).capped(untrue)
    return Deciding(line.question.id, line.belief.evidence.code, untrue, certain)
