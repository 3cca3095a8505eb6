"""Kinds of evidence and their days, as the definitions in force say them."""

from functools import cache

from app.content.definitions import load
from app.content.evidence_kinds import EvidenceKind, EvidenceKinds
from app.evidence.rules.details import KindRules
from app.evidence.rules.standing import Limits
from config import ROOT


def kinds() -> dict[str, EvidenceKind]:
    """Return the kinds by their code, in the order in which forms offer them."""
    return dict(_in_force().kinds)


def title_of(code: str) -> str:
    """Return a kind in words; a kind that later definitions dropped keeps its code."""
    found = _in_force().kinds.get(code)
    return found.title if found is not None else code.replace("_", " ")


def rules_of(code: str) -> KindRules | None:
    """Return what a kind asks of its versions, or None when there is no such kind."""
    found = _in_force().kinds.get(code)
    return None if found is None else KindRules(found.title, found.has_period, found.is_bridge)


def reminder_days(code: str) -> tuple[int, ...]:
    """Return how many days before the end the owner is told; a kind that was dropped uses those of other evidence."""
    found = _in_force().kinds
    return (found.get(code) or found["other"]).remind_before_days


def limits() -> Limits:
    """Return the days that a standing is judged by."""
    found = _in_force()
    return Limits(found.expiring_within_days, found.old_after_months)


@cache
def _in_force() -> EvidenceKinds:
    return load(ROOT / "questionnaires").evidence_kinds
