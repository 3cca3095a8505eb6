"""How far an answer is believed: by the best evidence that was shown for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.questionnaires.rules.figures import NO_EVIDENCE, ScoreFigures
from app.questionnaires.rules.months import months_before


@dataclass(frozen=True)
class Evidence:
    """The class that a reviewer gave to a piece of evidence, and whether it is too old or has expired."""

    code: str
    is_stale: bool = False


@dataclass(frozen=True)
class Belief:
    """The evidence that counts and the confidence that it gives."""

    evidence: Evidence
    confidence: Decimal


def belief(pieces: Sequence[Evidence], figures: ScoreFigures) -> Belief:
    """Return the strongest piece. A bare assertion is always there, so that evidence never lowers an answer."""
    found = [Belief(Evidence(NO_EVIDENCE), figures.confidences[NO_EVIDENCE])]
    found += [Belief(one, _confidence(one, figures)) for one in pieces]
    return max(found, key=lambda one: (one.confidence, one.evidence.code))


def _confidence(piece: Evidence, figures: ScoreFigures) -> Decimal:
    if piece.code not in figures.confidences:
        known = ", ".join(figures.confidences)
        raise ValueError(f"There is no evidence class {piece.code!r}. Use one of: {known}.")
    full = figures.confidences[piece.code]
    return full * figures.stale_factor if piece.is_stale and piece.code != NO_EVIDENCE else full


def is_stale(effective: date, expires: date | None, on: date, figures: ScoreFigures) -> bool:
    """Tell whether evidence is expired on a day, or older than it may be. On its last day it still counts."""
    return (expires is not None and expires < on) or effective < months_before(on, figures.stale_after_months)
