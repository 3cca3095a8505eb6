"""What an access review flags: days, privileged roles, and roles that conflict on one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class Conflict:
    """Two roles that one account should not hold together, and why."""

    roles: frozenset[str]
    why: str


@dataclass(frozen=True)
class AccessFlags:
    """The flags of one version. Days are calendar days."""

    version: Version
    dormant_after_days: int
    review_every_days: int
    privileged: frozenset[str]
    conflicts: tuple[Conflict, ...]


def access_flags_of(content: Mapping[str, Any], version: Version) -> AccessFlags:
    """Build the flags from checked content."""
    return AccessFlags(
        version,
        content["dormant_after_days"],
        content["review_every_days"],
        frozenset(content["privileged"]),
        tuple(Conflict(frozenset(one["roles"]), one["why"]) for one in content["conflicts"]),
    )
