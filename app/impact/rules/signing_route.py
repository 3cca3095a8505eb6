"""Who signs an impact assessment, in which order, from its level and tier; and which L0 records QA also sees.

The sample is fixed by the record's own number and quarter, so that nobody can choose it and anybody can check it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from app.content.routes import Route, Routes, Step


@dataclass(frozen=True)
class Sample:
    """Whether QA also signs a record, and the sentence that says why or why not."""

    is_sampled: bool
    sentence: str


def signing_steps(level: str, tier: str, routes: Routes, *, is_sampled: bool = False) -> tuple[Step, ...]:
    """Return the signatures in order; a sampled record ends with QA. Raises KeyError for an unknown route."""
    route = routes.get(level, tier)
    if is_sampled and route.qa_sample is not None:
        return (*route.steps, route.qa_sample.step)
    return route.steps


def plan_steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the signatures that the plan needs before testing starts."""
    return tuple(step for step in steps if step.stage == "plan")


def result_steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the signatures that the finished assessment needs."""
    return tuple(step for step in steps if step.stage == "result")


def qa_sample(number: str, on: date, sampled_so_far: int, route: Route) -> Sample:
    """Say whether QA looks at this record too.

    ``number`` is the assessment's, ``on`` the day it is routed (in the organisation's zone) and
    ``sampled_so_far`` how many records of this route were sampled in that day's quarter.
    """
    rule, quarter = route.qa_sample, quarter_of(on)
    if rule is None:
        return Sample(is_sampled=False, sentence=f"No sample is taken for level {route.level} and tier {route.tier}.")
    drawn = int(hashlib.sha256(f"{quarter} {number}".encode()).hexdigest(), 16) % 100
    if drawn < rule.percent:
        return Sample(is_sampled=True, sentence=f"Drawn for QA's sample of {rule.percent} % in {quarter}.")
    if sampled_so_far < rule.minimum:
        return Sample(
            is_sampled=True, sentence=f"QA sees at least {rule.minimum} in {quarter}, and so far saw {sampled_so_far}."
        )
    return Sample(is_sampled=False, sentence=f"Not drawn for QA's sample of {rule.percent} % in {quarter}.")


def quarter_of(day: date) -> str:
    """Return the quarter of a day, such as ``2026-Q4``."""
    return f"{day.year}-Q{(day.month + 2) // 3}"
