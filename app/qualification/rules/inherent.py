"""Inherent risk: ten scores become points, a score from 0 to 100, a tier by score, floors, and the tier."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.content.risk_model import Factor, Floor, RiskModel
from app.qualification.rules.figures import FiguresRefused, total

Scores = Mapping[str, int | None]
"""Score by factor; None says that nobody knows."""


@dataclass(frozen=True)
class FactorLine:
    """One factor's part in the score: weight x score / highest score = points."""

    code: str
    name: str
    weight: int
    score: int
    is_unknown: bool
    anchor: str
    points: Decimal


@dataclass(frozen=True)
class FloorMet:
    """A floor that holds, with the scores that meet it."""

    code: str
    tier: str
    reason: str
    because: str


@dataclass(frozen=True)
class Inherent:
    """The verdict. The points of ``lines`` add up to ``score`` exactly; ``reasons`` says how the tier came about."""

    lines: tuple[FactorLine, ...]
    score: Decimal
    tier_by_score: str
    floors: tuple[FloorMet, ...]
    tier: str

    @property
    def unknown(self) -> tuple[str, ...]:
        """The codes of the factors that nobody knows."""
        return tuple(line.code for line in self.lines if line.is_unknown)

    @property
    def floor_tier(self) -> str | None:
        """The highest tier that a floor asks for, or None."""
        return min((floor.tier for floor in self.floors), default=None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Say in sentences how the tier came about."""
        said = [f"The score {self.score.normalize():f} gives {self.tier_by_score}."]
        said += [f"Floor {one.code} asks for {one.tier} at least: {one.because}. {one.reason}" for one in self.floors]
        if self.tier != self.tier_by_score:
            said.append(f"The floors raise {self.tier_by_score} to {self.tier}.")
        if self.unknown:
            said.append(f"Not known, and therefore scored as high risk: {', '.join(self.unknown)}.")
        return tuple(said)


def inherent(scores: Scores, model: RiskModel) -> Inherent:
    """Judge ten scores. Raises FiguresRefused when a factor is missing, unknown to the model or out of its scale."""
    _require_sound(scores, model)
    lines = tuple(_line(factor, scores[factor.code], model) for factor in model.factors)
    score = total(line.points for line in lines)
    tier = tier_by_score(score, model)
    floors = _floors({line.code: line.score for line in lines}, model)
    # tiers rise from T4 to T1, so the smallest name is the highest tier; a floor only raises
    return Inherent(lines, score, tier, floors, min([tier, *(floor.tier for floor in floors)]))


def tier_by_score(score: Decimal, model: RiskModel) -> str:
    """Return the tier of a score alone, compared as it is and not as it is printed."""
    return next(one.tier for one in reversed(model.tiers) if score >= one.begins)


def _line(factor: Factor, given: int | None, model: RiskModel) -> FactorLine:
    score = model.unknown_score if given is None else given
    points = Decimal(factor.weight) * score / model.highest_score
    return FactorLine(factor.code, factor.name, factor.weight, score, given is None, factor.anchors[score], points)


def _floors(scores: Mapping[str, int], model: RiskModel) -> tuple[FloorMet, ...]:
    found = ((floor, _line_met(floor, scores)) for floor in model.floors)
    return tuple(FloorMet(floor.code, floor.tier, floor.reason, met) for floor, met in found if met is not None)


def _line_met(floor: Floor, scores: Mapping[str, int]) -> str | None:
    """Return the scores that meet a floor, in words; None when no line of it is met."""
    met = [line for line in floor.any_of if all(scores[factor] >= least for factor, least in line.items())]
    if not met:
        return None
    return "; ".join(" and ".join(f"{factor} is {scores[factor]}" for factor in line) for line in met)


def _require_sound(scores: Scores, model: RiskModel) -> None:
    codes = [factor.code for factor in model.factors]
    if strange := [code for code in scores if code not in codes]:
        raise FiguresRefused(f"The model has no factor {strange[0]}. Its factors are {', '.join(codes)}.")
    if missing := [code for code in codes if code not in scores]:
        raise FiguresRefused(f"{', '.join(missing)} has no score. Score every factor, or say that it is unknown.")
    for code, score in scores.items():
        if score is not None and not 0 <= score <= model.highest_score:
            raise FiguresRefused(f"{code} is scored {score}. Scores run from 0 to {model.highest_score}.")
