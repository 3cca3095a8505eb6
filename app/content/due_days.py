"""When each step of an impact assessment is due, in working days, by tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class Due:
    """When one step is due, in working days. With two limits the earlier date counts."""

    after_detection: int | None = None
    before_production: int | None = None
    after_production: int | None = None
    only_release_types: tuple[str, ...] = ()
    with_high_process_risk: Due | None = None


@dataclass(frozen=True)
class DueDays:
    """The due days of one version: tier, then step (triage, assessment, testing, approval)."""

    version: Version
    tiers: Mapping[str, Mapping[str, Due]]

    def get(self, tier: str, step: str) -> Due | None:
        """Return when a step is due, or None when the tier has no date for it."""
        return self.tiers[tier].get(step)


def due_days_of(content: Mapping[str, Any], version: Version) -> DueDays:
    """Build the due days from checked content."""
    tiers = content["tiers"].items()
    return DueDays(version, {tier: {step: _due(d) for step, d in steps.items()} for tier, steps in tiers})


def _due(item: Mapping[str, Any]) -> Due:
    strict = item.get("with_high_process_risk")
    return Due(
        item.get("after_detection"),
        item.get("before_production"),
        item.get("after_production"),
        tuple(item.get("only_release_types", ())),
        _due(strict) if strict else None,
    )
