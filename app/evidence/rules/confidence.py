"""How far an answer that leans on evidence is believed: the class, discounted while it is expired or old. Pure.

The figures are arguments: they belong to the risk model, which is a definition of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.evidence.rules.standing import Standing

CLASSES: Mapping[str, str] = {
    "E0": "assertion: the supplier says so",
    "E1": "policy or narrative",
    "E2": "records or samples were reviewed",
    "E3": "independent assurance, current and in scope",
    "E4": "seen by our own audit or our own test",
}
"""The classes of evidence in words, the weakest first."""

UNPROVEN = "E0"
"""What counts while nobody gave a class, or while what was given does not count at all."""


@dataclass(frozen=True)
class Figures:
    """The figures of one version of the risk model: confidence of each class, and the factor of what is stale."""

    by_class: Mapping[str, Decimal]
    stale_factor: Decimal


@dataclass(frozen=True)
class Confidence:
    """A figure from 0 to 1 and how it came about."""

    figure: Decimal
    reasons: tuple[str, ...]


def confidence(code: str | None, found: Standing, figures: Figures) -> Confidence:
    """Return the confidence of a class (None while nobody gave one) with this standing.

    Evidence that is withdrawn or not yet effective proves nothing: what is left is the supplier's word.
    """
    if found.code in {"withdrawn", "not_yet_effective"}:
        return _of(UNPROVEN, figures, found.reasons[0])
    base = _of(code, figures) if code else _of(UNPROVEN, figures, "Nobody has given it a class yet.")
    if found.counts_in_full:
        return base
    figure = base.figure * figures.stale_factor
    return Confidence(figure, (*base.reasons, f"{found.reasons[0]} The confidence counts × {figures.stale_factor}."))


def _of(code: str, figures: Figures, *because: str) -> Confidence:
    figure = figures.by_class[code]
    return Confidence(figure, (*because, f"{code} ({CLASSES[code]}) counts {figure}."))
