"""Kinds of evidence: how long each usually counts, and on which days its owner is reminded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class EvidenceKind:
    """One kind. ``usual_months`` is a hint on the form; what is printed on the evidence counts."""

    code: str
    title: str
    usual_months: int | None
    has_period: bool
    is_bridge: bool
    remind_before_days: tuple[int, ...]


@dataclass(frozen=True)
class EvidenceKinds:
    """The kinds of one version by their code, in the order in which forms offer them, and the days for all of them."""

    version: Version
    expiring_within_days: int
    old_after_months: int
    kinds: Mapping[str, EvidenceKind]


def evidence_kinds_of(content: Mapping[str, Any], version: Version) -> EvidenceKinds:
    """Build the kinds from checked content."""
    return EvidenceKinds(
        version,
        content["expiring_within_days"],
        content["old_after_months"],
        {one["code"]: _kind(one) for one in content["kinds"]},
    )


def _kind(item: Mapping[str, Any]) -> EvidenceKind:
    return EvidenceKind(
        item["code"],
        item["title"],
        item["usual_months"],
        item["has_period"],
        item["is_bridge"],
        tuple(sorted(item["remind_before_days"], reverse=True)),
    )
