"""What would change the result: for every question the two single steps that are open, the largest first.

Answer – the supplier comes to do what is asked in full, and the evidence stays as it is.
Evidence – the answer stays as it is, and the strongest class of evidence is shown for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.questionnaires.rules.areas import Change
from app.questionnaires.rules.figures import ScoreFigures, stored
from app.questionnaires.rules.knock_outs import Tripped, trips_as
from app.questionnaires.rules.lines import UNDECIDED, Line

ANSWER, EVIDENCE = "answer", "evidence"
_FULL = Decimal(1)


@dataclass(frozen=True)
class Improvement:
    """One step: the control effectiveness it leads to with the caps that then hold, and what it adds without caps.

    ``band`` is the band of the residual risk that it leads to, where the caller can tell.
    """

    question: str
    step: str
    leads_to: Decimal
    gain: Decimal
    gain_before_caps: Decimal
    lifts_cap: bool
    band: str | None = None


BandOf = Callable[[Decimal], str]
"""Returns the band of the residual risk for a control effectiveness that counts."""


def improvements(
    lines: Iterable[Line], change: Change, trip: Tripped, figures: ScoreFigures, band_of: BandOf | None = None
) -> tuple[Improvement, ...]:
    """Return every single step that adds something, by what it adds and then by what it would add without caps."""
    now = trip.capped(change.effectiveness.value)
    found = []
    for line in lines:
        for step, value, confidence in _steps(line, figures):
            plain = change.value(line, stored(line.question.weight * value * confidence))
            trips = trip.instead(trips_as(line, line.worth.value, figures), trips_as(line, value, figures))
            leads_to = trips.capped(plain)
            gain = plain - change.effectiveness.value
            if gain > 0:
                band = band_of(leads_to) if band_of else None
                lifts = trips.cap != trip.cap
                found.append(Improvement(line.question.id, step, leads_to, leads_to - now, gain, lifts, band))
    return tuple(sorted(found, key=lambda one: (-one.gain, -one.gain_before_caps)))


def _steps(line: Line, figures: ScoreFigures) -> Iterator[tuple[str, Decimal, Decimal]]:
    if line.state == UNDECIDED:
        return
    if line.worth.value < _FULL:
        yield ANSWER, _FULL, line.belief.confidence
    if line.worth.value > 0:
        yield EVIDENCE, line.worth.value, max(figures.confidences.values())
