"""Residual risk: what the controls leave of the inherent risk, plus what findings add; a band, and a best decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.content.risk_model import Band, KnockOut, RiskModel
from app.content.words import DECISIONS
from app.qualification.rules.figures import FiguresRefused, plain, stored, total

HIGHEST = Decimal(100)


@dataclass(frozen=True)
class Counts:
    """What was found: knock-outs tripped, and open findings by class."""

    soft: int = 0
    hard: int = 0
    critical: int = 0
    major: int = 0
    minor: int = 0


@dataclass(frozen=True)
class AreaLine:
    """weight x score = points of one area."""

    code: str
    weight: int
    score: Decimal
    points: Decimal


@dataclass(frozen=True)
class Effectiveness:
    """Points / weight of the areas that apply; the points of ``lines`` add up to ``points`` exactly."""

    lines: tuple[AreaLine, ...]
    points: Decimal
    weight: int
    value: Decimal
    cap: Decimal | None

    @property
    def counted(self) -> Decimal:
        """What counts: the value, or its cap when a knock-out trips."""
        return self.value if self.cap is None else min(self.value, self.cap)


@dataclass(frozen=True)
class Line:
    """One line of the arithmetic, as it is stored and printed."""

    what: str
    points: Decimal


@dataclass(frozen=True)
class Residual:
    """The verdict. ``lines`` add up to the stored ``value``; ``reasons`` says why no better decision is open."""

    effectiveness: Effectiveness
    value: Decimal
    band: str
    best_decision: str
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    extras: tuple[str, ...]


def effectiveness(areas: Mapping[str, Decimal], counts: Counts, model: RiskModel) -> Effectiveness:
    """Weigh the scores of the areas that apply. Raises FiguresRefused for an area that the model does not have."""
    known = [area.code for area in model.areas]
    if strange := [code for code in areas if code not in known]:
        raise FiguresRefused(f"The model has no area {strange[0]}. Its areas are {', '.join(known)}.")
    for code, score in areas.items():
        if not 0 <= score <= 1:
            raise FiguresRefused(f"The area {code} has the score {score}. Area scores run from 0 to 1.")
    applying = [area for area in model.areas if area.code in areas]
    lines = tuple(AreaLine(a.code, a.weight, areas[a.code], a.weight * areas[a.code]) for a in applying)
    points, weight = total(line.points for line in lines), sum(line.weight for line in lines)
    tripped = _tripped(counts, model)
    value = points / weight if weight else Decimal(0)
    return Effectiveness(lines, points, weight, value, tripped.cap if tripped else None)


def residual(
    inherent: Decimal, areas: Mapping[str, Decimal], counts: Counts, model: RiskModel, tier: str | None = None
) -> Residual:
    """Judge what is left. With a tier, the minimum scores of its areas are asked for as well."""
    if not 0 <= inherent <= HIGHEST:
        raise FiguresRefused(f"The inherent risk is {inherent}. It runs from 0 to 100.")
    controls = effectiveness(areas, counts, model)
    penalties = [_penalty(name, getattr(counts, name), model) for name in model.penalties]
    credit = inherent * model.maximum_credit * controls.counted
    value = min(HIGHEST, inherent - credit + total(line.points for line in penalties))
    band = band_of(value, model)
    decision, reasons = _best(band, areas, counts, model, tier)
    lines = _lines(inherent, credit, penalties, value)
    return Residual(controls, value, band.band, decision, lines, reasons, band.extras)


def band_of(value: Decimal, model: RiskModel) -> Band:
    """Return the band of a residual risk, compared as it is and not as it is printed."""
    return next(band for band in reversed(model.bands) if value >= band.begins)


def _tripped(counts: Counts, model: RiskModel) -> KnockOut | None:
    if counts.hard:
        return model.knock_outs.hard
    return model.knock_outs.soft if counts.soft else None


def _penalty(name: str, count: int, model: RiskModel) -> Line:
    rule = model.penalties[name]
    points = count * rule.each
    capped = points if rule.cap is None else min(points, rule.cap)
    limit = f", at most {rule.cap}" if capped < points else ""
    return Line(f"{count} {name} findings x {rule.each}{limit}", Decimal(capped))


def _lines(inherent: Decimal, credit: Decimal, penalties: list[Line], value: Decimal) -> tuple[Line, ...]:
    """Return the arithmetic as printed; the limit of 100 and the last rounded digit have lines of their own."""
    lines = [
        Line("Inherent risk", stored(inherent)),
        Line("Credit for controls", -stored(credit)),
        *(line for line in penalties if line.points),
    ]
    gap = stored(value) - total(line.points for line in lines)
    if gap:
        lines.append(Line("Never above 100" if value == HIGHEST else "Rounding", gap))
    return tuple(lines)


def _best(
    band: Band, areas: Mapping[str, Decimal], counts: Counts, model: RiskModel, tier: str | None
) -> tuple[str, tuple[str, ...]]:
    """Return the widest decision that everything found leaves open, and why."""
    found = [(band.best_decision, f"The residual risk is {band.band}.")]
    if counts.soft:
        said = f"{counts.soft} soft knock-outs: a compensating control and a due date are needed."
        found.append((model.knock_outs.soft.best_decision, said))
    if counts.hard:
        said = f"{counts.hard} hard knock-outs: rejected, or used for nothing regulated."
        found.append((model.knock_outs.hard.best_decision, said))
    for area, least in (model.minimum_area_scores[tier] if tier else {}).items():
        if area in areas and areas[area] < least:
            said = f"{area} scores {plain(areas[area])}; {tier} needs {plain(least)} for plain use."
            found.append((model.knock_outs.soft.best_decision, said))
    best = max((decision for decision, _ in found), key=DECISIONS.index)
    return best, tuple(said for decision, said in found if decision == best or decision != "use")
