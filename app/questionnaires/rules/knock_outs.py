"""Questions that no average makes good.

A knock-out looks at the raw value, before confidence: a certificate does not soften a *no*. It trips at or below the
threshold of the risk model. A *partial* on a hard one counts as a soft one.

An unanswered knock-out trips like a *no*. Otherwise silence would be the better answer for whoever has something to
hide, and a blank would lift the cap that honesty earns. It stops tripping as soon as it is answered, or as a reviewer
accepts that it does not apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.questionnaires.rules.figures import ScoreFigures
from app.questionnaires.rules.lines import ANSWERED, HIDDEN, NOT_APPLICABLE, Line
from app.questionnaires.rules.values import PARTIAL

SOFT, HARD = "soft", "hard"


@dataclass(frozen=True)
class KnockOut:
    """A question that tripped: how it counts, and why."""

    question: str
    declared: str
    counts_as: str
    reason: str


@dataclass(frozen=True)
class Tripped:
    """How many knock-outs count as soft and as hard, and the cap that follows; None where none tripped."""

    soft: int
    hard: int
    figures: ScoreFigures

    @property
    def cap(self) -> Decimal | None:
        """Return the lowest cap that holds."""
        if self.hard:
            return self.figures.hard_cap
        return self.figures.soft_cap if self.soft else None

    def capped(self, value: Decimal) -> Decimal:
        """Return what counts of a control effectiveness."""
        return value if self.cap is None else min(value, self.cap)

    def instead(self, before: str | None, after: str | None) -> Tripped:
        """Return the count with one question tripping otherwise than it does."""
        soft = self.soft - (before == SOFT) + (after == SOFT)
        return Tripped(soft, self.hard - (before == HARD) + (after == HARD), self.figures)


def knock_outs(lines: Iterable[Line], figures: ScoreFigures) -> tuple[KnockOut, ...]:
    """Return the knock-outs that tripped, in order."""
    return tuple(
        KnockOut(one.question.id, one.question.knock_out, trips, _reason(one, trips))
        for one in lines
        if (trips := trips_as(one, one.worth.value, figures)) is not None
    )


def tripped(found: Sequence[KnockOut], figures: ScoreFigures) -> Tripped:
    """Count them."""
    hard = sum(1 for one in found if one.counts_as == HARD)
    return Tripped(len(found) - hard, hard, figures)


def trips_as(line: Line, value: Decimal, figures: ScoreFigures) -> str | None:
    """Return how a question trips with a value (soft, hard), or None."""
    declared = line.question.knock_out
    if declared not in (SOFT, HARD) or line.state in (HIDDEN, NOT_APPLICABLE):
        return None
    if value <= figures.trips_at:
        return declared
    return SOFT if declared == HARD and value <= PARTIAL else None


def _reason(line: Line, trips: str) -> str:
    declared, told = line.question.knock_out, line.worth.reason
    if line.state != ANSWERED:
        return f"{told} An unanswered {declared} knock-out counts like a no."
    if trips != declared:
        return f"{told} Half an answer to a hard knock-out counts as a soft one."
    return f"{told} That trips this {declared} knock-out."
