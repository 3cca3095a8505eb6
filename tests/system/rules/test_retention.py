"""Retention and holds: the longest time in force counts, nothing is shortened, a hold reaches what it names."""

from datetime import date

import pytest

from app.content.record_types import RecordType, RetentionClass
from app.system.rules.holds import HoldScope, Place, holding, problems
from app.system.rules.registry import Registry
from app.system.rules.retention import Period, obstacles, retention

TODAY = date(2045, 6, 1)
IS_REGULATED = True


def registry(years: int | None) -> Registry:
    kind = RetentionClass("decisions", "Decisions", years, "the decision", "default")
    root = RecordType("a.root", "Root", IS_REGULATED, "why", "decisions", "decided_at", None, ())
    part = RecordType("a.part", "Part", IS_REGULATED, "why", None, None, "a.root", ())
    return Registry((kind,), (root, part))


def test_a_part_is_kept_as_long_as_its_record():
    periods = [Period(registry(10), date(2020, 1, 1), None)]
    for record in ("a.root", "a.part"):
        assert retention(record, date(2030, 3, 4), periods).ends == date(2040, 3, 4)


@pytest.mark.parametrize(("first", "second", "ends"), [(15, 5, 2045), (5, 15, 2045), (None, 5, None), (5, None, None)])
def test_the_longest_time_that_was_in_force_counts(first: int | None, second: int | None, ends: int | None):
    periods = [
        Period(registry(first), date(2020, 1, 1), date(2031, 1, 1)),
        Period(registry(second), date(2031, 1, 1), None),
    ]
    found = retention("a.root", date(2030, 1, 1), periods).ends
    assert (found.year if found else None) == ends


def test_a_registry_that_ended_before_the_record_began_does_not_count():
    periods = [Period(registry(15), date(2020, 1, 1), date(2031, 1, 1)), Period(registry(5), date(2031, 1, 1), None)]
    assert retention("a.root", date(2032, 1, 1), periods).ends == date(2037, 1, 1)


def test_what_has_no_clock_no_registry_or_no_name_is_kept():
    periods = [Period(registry(10), date(2020, 1, 1), None)]
    assert retention("a.root", None, periods).ends is None
    assert retention("a.root", date(2030, 1, 1), []).ends is None
    assert retention("b.unknown", date(2030, 1, 1), periods).ends is None
    assert retention("a.root", date(2024, 2, 29), [Period(registry(1), date(2020, 1, 1), None)]).ends == date(
        2025, 3, 1
    )


def test_each_obstacle_has_its_sentence():
    past = retention("a.root", date(2020, 1, 1), [Period(registry(10), date(2020, 1, 1), None)])
    assert list(obstacles(past, TODAY, [], [])) == []
    assert list(obstacles(past, date(2030, 1, 1), [], [])) == ["It is kept until 2030-01-01."]
    hold, younger = obstacles(past, TODAY, ["HLD-2026-0001"], [f"RIA-2026-000{one}" for one in range(1, 8)])
    assert "HLD-2026-0001" in hold
    assert younger.endswith("RIA-2026-0005 and 2 more.")


@pytest.mark.parametrize(
    ("scope", "value", "reaches"),
    [
        ("everything", None, True),
        ("supplier", "SUP-0001", True),
        ("supplier", "SUP-0002", False),
        ("service", "SVC-0001", True),
        ("service", "SUP-0001", False),
        ("record_type", "impact.assessment", True),
        ("record", "RIA-2026-0001", True),
        ("record", None, False),
    ],
)
def test_a_hold_reaches_what_it_names(scope: str, value: str | None, *, reaches: bool):
    place = Place("impact.assessment", "RIA-2026-0001", "SVC-0001", "SUP-0001")
    assert bool(holding(place, [HoldScope("HLD-2026-0001", scope, value)])) is reaches


def test_a_hold_names_something_that_is_there():
    assert list(problems("supplier", "SUP-0001", exists=True)) == []
    assert list(problems("everything", "", exists=False)) == []
    for scope, value in (("", "x"), ("everything", "x"), ("supplier", ""), ("supplier", "SUP-9999")):
        assert len(list(problems(scope, value, exists=False))) == 1
