"""The score of a response: lines, areas, control effectiveness, knock-outs, range, and what would change it.

Every part carries its arithmetic. The same questionnaire, answers, reviews, figures and day give the same score.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.content.questions import Questionnaire
from app.questionnaires.rules.areas import AreaScore, Change, Effectiveness, area_scores, effectiveness
from app.questionnaires.rules.conditions import Answers
from app.questionnaires.rules.figures import ScoreFigures
from app.questionnaires.rules.improvements import BandOf, Improvement, improvements
from app.questionnaires.rules.knock_outs import KnockOut, Tripped, knock_outs, tripped
from app.questionnaires.rules.lines import Line, Review, lines
from app.questionnaires.rules.uncertainty import Uncertainty, uncertainty


@dataclass(frozen=True)
class Score:
    """Everything that a score says. ``counted`` is the control effectiveness after the cap of the knock-outs."""

    lines: tuple[Line, ...]
    areas: tuple[AreaScore, ...]
    effectiveness: Effectiveness
    knock_outs: tuple[KnockOut, ...]
    tripped: Tripped
    uncertainty: Uncertainty
    improvements: tuple[Improvement, ...]

    @property
    def counted(self) -> Decimal:
        """Return the control effectiveness that counts, unrounded."""
        return self.tripped.capped(self.effectiveness.value)

    def count(self, state: str) -> int:
        """Return how many questions are in a state."""
        return sum(1 for one in self.lines if one.state == state)


def score(
    questionnaire: Questionnaire,
    asked_ids: Collection[str],
    answers: Answers,
    reviews: Mapping[str, Review],
    figures: ScoreFigures,
    on: date,
    band_of: BandOf | None = None,
) -> Score:
    """Score a response as it stands on a day."""
    found = lines(questionnaire, asked_ids, answers, reviews, figures, on)
    areas = area_scores(questionnaire, found, figures)
    whole = effectiveness(areas)
    trips = knock_outs(found, figures)
    trip = tripped(trips, figures)
    change = Change({one.area.code: one for one in areas}, whole)
    counted = [one for area in areas for one in area.lines]
    steps = improvements(counted, change, trip, figures, band_of)
    return Score(found, areas, whole, trips, trip, uncertainty(areas, change, trip, figures), steps)
