"""How long an inspector's access may last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class InspectorAccess:
    """The limits of one version."""

    version: Version
    longest_days: int


def inspector_access_of(content: Mapping[str, Any], version: Version) -> InspectorAccess:
    """Build the limits from checked content."""
    return InspectorAccess(version, content["longest_days"])
