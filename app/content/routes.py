"""Who signs an impact assessment, in which order, by level and tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class Step:
    """One signature of a route. ``separate_from`` names the meanings another person must have signed.

    ``stage`` is ``plan`` (before testing starts) or ``result``.
    """

    meaning: str
    role: str
    stage: str
    separate_from: tuple[str, ...]


@dataclass(frozen=True)
class QaSample:
    """How many records of a route QA also looks at: a percentage, and at least so many per quarter."""

    percent: int
    minimum: int
    step: Step


@dataclass(frozen=True)
class Route:
    """The ordered steps for one level and tier."""

    level: str
    tier: str
    steps: tuple[Step, ...]
    qa_sample: QaSample | None = None


@dataclass(frozen=True)
class ExcludedPerson:
    """A person who never signs, whatever role they hold."""

    id: str
    sentence: str


@dataclass(frozen=True)
class Routes:
    """All routes of one version."""

    version: Version
    routes: tuple[Route, ...]
    excluded_persons: tuple[ExcludedPerson, ...]

    def get(self, level: str, tier: str) -> Route:
        """Return the route of a level and tier. Raises KeyError with a sentence when there is none."""
        for route in self.routes:
            if (route.level, route.tier) == (level, tier):
                return route
        raise KeyError(f"No signing route is defined for level {level} and tier {tier}.")


def routes_of(content: Mapping[str, Any], version: Version) -> Routes:
    """Build the routes from checked content."""
    return Routes(
        version,
        tuple(_route(item) for item in content["routes"]),
        tuple(ExcludedPerson(item["id"], item["sentence"]) for item in content["excluded_persons"]),
    )


def _route(item: Mapping[str, Any]) -> Route:
    sample = item.get("qa_sample")
    return Route(
        item["level"],
        item["tier"],
        tuple(_step(step) for step in item["steps"]),
        QaSample(sample["percent"], sample["minimum"], _step(sample["step"])) if sample else None,
    )


def _step(item: Mapping[str, Any]) -> Step:
    return Step(item["meaning"], item["role"], item["stage"], tuple(item["separate_from"]))
