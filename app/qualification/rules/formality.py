"""How formally a risk is assessed: uncertainty + importance + complexity (the three figures of ICH Q9 (R1))."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.content.risk_model import RiskModel, Step
from app.qualification.rules.figures import plain


@dataclass(frozen=True)
class FormalityPart:
    """One of the three figures with its reason."""

    name: str
    points: int
    reason: str


@dataclass(frozen=True)
class Formality:
    """The verdict: the points of ``parts`` add up to ``sum``, which gives the level."""

    parts: tuple[FormalityPart, ...]
    sum: int
    level: str
    scorers: int
    has_team: bool
    needs: str


def formality(scores: Mapping[str, int], tier: str, unknown: int, of: int, model: RiskModel) -> Formality:
    """Judge how formally a risk is assessed.

    ``unknown`` counts what is not known among ``of``: unknown factors, and answers that are mere assertions (E0).
    """
    rules = model.formality
    share = Decimal(unknown) / of if of else Decimal(0)
    highest = max(scores[code] for code in rules.complexity_factors)
    names = " and ".join(rules.complexity_factors)
    parts = (
        FormalityPart(
            "Uncertainty", _points(rules.uncertainty, share), f"{unknown} of {of} not known ({plain(share * 100)} %)."
        ),
        FormalityPart("Importance", rules.importance[tier], f"The tier is {tier}."),
        FormalityPart(
            "Complexity", _points(rules.complexity, Decimal(highest)), f"The higher of {names} is {highest}."
        ),
    )
    points = sum(part.points for part in parts)
    level = next(one for one in rules.levels if points <= one.up_to)
    return Formality(parts, points, level.level, level.scorers, level.has_team, level.needs)


def _points(steps: tuple[Step, ...], value: Decimal) -> int:
    return next(step.points for step in steps if step.below is None or value < step.below)
