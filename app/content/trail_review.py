"""When and how the audit trail is reviewed: before which signatures, and what counts as an exception in a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class BeforeSigning:
    """A signature that needs a recorded review of the record's own trail first."""

    record: str
    meaning: str
    states: tuple[str, ...]
    tiers: tuple[str, ...]


@dataclass(frozen=True)
class WorkingHours:
    """When people usually work. ``zone`` is the name of a time zone, or ``portal`` for the one the portal is set to."""

    zone: str
    weekdays: frozenset[int]
    begin: time
    end: time


@dataclass(frozen=True)
class TrailReviewRules:
    """One version of the rules."""

    version: Version
    before_signing: tuple[BeforeSigning, ...]
    every_days: int
    sample_size: int
    hours: WorkingHours
    overrides: int
    override_acts: frozenset[str]
    quick_signatures: int
    quick_minutes: int
    rights_acts: frozenset[str]
    taken_back_words: frozenset[str]
    submitted_acts: frozenset[str]
    decided_acts: frozenset[str]
    quiet_fields: frozenset[str]

    def asks_before(self, record: str, meaning: str, state: str | None, tier: str | None) -> bool:
        """Tell whether this signature on a record of this type, state and tier needs a review first."""
        return any(
            (one.record, one.meaning) == (record, meaning) and state in one.states and tier in one.tiers
            for one in self.before_signing
        )


def trail_review_of(content: Mapping[str, Any], version: Version) -> TrailReviewRules:
    """Build the rules from checked content."""
    hours = content["working_hours"]
    return TrailReviewRules(
        version=version,
        before_signing=tuple(
            BeforeSigning(one["record"], one["meaning"], tuple(one["states"]), tuple(one["tiers"]))
            for one in content["before_signing"]
        ),
        every_days=content["every_days"],
        sample_size=content["sample_size"],
        hours=WorkingHours(
            hours["zone"],
            frozenset(hours["weekdays"]),
            time.fromisoformat(hours["begin"]),
            time.fromisoformat(hours["end"]),
        ),
        overrides=content["repeated_overrides"]["at_least"],
        override_acts=frozenset(content["repeated_overrides"]["acts"]),
        quick_signatures=content["quick_signatures"]["at_least"],
        quick_minutes=content["quick_signatures"]["within_minutes"],
        rights_acts=frozenset(content["rights"]["acts"]),
        taken_back_words=frozenset(content["taken_back"]["last_words"]),
        submitted_acts=frozenset(content["after_submission"]["submitted"]),
        decided_acts=frozenset(content["after_submission"]["decided"]),
        quiet_fields=frozenset(content["after_submission"]["quiet_fields"]),
    )
