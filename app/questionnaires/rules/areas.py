"""Points over weight for every area, and the control effectiveness over all of them.

Every figure that is shown as a line of a sum is rounded to four places before it is added, so that the lines a person
sees add to the total that the person sees. Only the two quotients, points over weight, are carried unrounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from app.content.questions import Area, Questionnaire
from app.questionnaires.rules.figures import ScoreFigures, stored, total
from app.questionnaires.rules.lines import NOT_APPLICABLE, Line

_NONE = Decimal(0)


@dataclass(frozen=True)
class AreaScore:
    """One area: the points of its lines that count, their weight, and what was left out as not applicable."""

    area: Area
    lines: tuple[Line, ...]
    not_applicable: tuple[Line, ...]
    is_flagged: bool

    @cached_property
    def points(self) -> Decimal:
        """Return what the lines add to."""
        return total(one.points for one in self.lines)

    @cached_property
    def weight(self) -> int:
        """Return the denominator: the weight of the questions that count, answered or not."""
        return sum(one.question.weight for one in self.lines)

    @property
    def score(self) -> Decimal | None:
        """Return points over weight, unrounded; None for an area in which nothing counts."""
        return self.points / self.weight if self.weight else None

    @property
    def not_applicable_share(self) -> Decimal:
        """Return the part of the area's weight that was accepted as not applicable."""
        left_out = sum(one.question.weight for one in self.not_applicable)
        whole = self.weight + left_out
        return Decimal(left_out) / whole if whole else _NONE


@dataclass(frozen=True)
class AreaLine:
    """One area in the control effectiveness: area weight x score = points."""

    code: str
    weight: int
    score: Decimal
    points: Decimal


@dataclass(frozen=True)
class Effectiveness:
    """Points over weight of the areas that apply, before any cap; 0 where no area applies."""

    lines: tuple[AreaLine, ...]

    @cached_property
    def points(self) -> Decimal:
        """Return what the lines add to."""
        return total(one.points for one in self.lines)

    @cached_property
    def weight(self) -> int:
        """Return the weight of the areas that apply."""
        return sum(one.weight for one in self.lines)

    @cached_property
    def value(self) -> Decimal:
        """Return points over weight, unrounded."""
        return self.points / self.weight if self.weight else _NONE


def area_scores(questionnaire: Questionnaire, lines: Sequence[Line], figures: ScoreFigures) -> tuple[AreaScore, ...]:
    """Return the score of every area in the order of the questionnaire."""
    return tuple(
        _area_score(area, [one for one in lines if one.question.area == area.code], figures)
        for area in questionnaire.areas
    )


def _area_score(area: Area, lines: Sequence[Line], figures: ScoreFigures) -> AreaScore:
    counted = tuple(one for one in lines if one.counts)
    left_out = tuple(one for one in lines if one.state == NOT_APPLICABLE and one.question.weight)
    plain = AreaScore(area, counted, left_out, is_flagged=False)
    if plain.not_applicable_share > figures.not_applicable_flag:
        return AreaScore(area, counted, left_out, is_flagged=True)
    return plain


def effectiveness(areas: Sequence[AreaScore]) -> Effectiveness:
    """Weigh the areas in which something counts."""
    return Effectiveness(
        tuple(
            AreaLine(one.area.code, one.area.weight, one.score, area_points(one.area.weight, one.points, one.weight))
            for one in areas
            if one.score is not None and one.area.weight
        )
    )


def area_points(area_weight: int, points: Decimal, weight: int) -> Decimal:
    """Return what an area adds to the control effectiveness."""
    return stored(area_weight * points / weight)


@dataclass(frozen=True)
class Change:
    """The control effectiveness if the points of one question were others; nothing else is reckoned again."""

    areas: Mapping[str, AreaScore]
    effectiveness: Effectiveness

    def value(self, line: Line, points: Decimal) -> Decimal:
        """Return the control effectiveness, before any cap, with other points for one line."""
        area = self.areas[line.question.area]
        if not area.area.weight:
            return self.effectiveness.value
        before = area_points(area.area.weight, area.points, area.weight)
        after = area_points(area.area.weight, area.points - line.points + points, area.weight)
        return (self.effectiveness.points - before + after) / self.effectiveness.weight
