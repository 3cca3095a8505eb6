from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.definitions import load
from app.content.words import DUE_STEPS, RELEASE_TYPES, TIERS
from app.impact.rules.due import DueDates, Notice, Production, add_working_days, due_dates, is_working_day
from tests.paths import ROOT

DUE = load(ROOT / "questionnaires").due_days
MONDAY = date(2026, 11, 2)
STATED = Notice(MONDAY, Production(date(2026, 12, 15), "stated"), announced_on=MONDAY)
FREE = frozenset({date(2026, 11, 11)})


def dates(notice: Notice = STATED, tier: str = "T1", today: date = MONDAY, *, risk: bool = False) -> DueDates:
    return due_dates(notice, tier, today=today, due_days=DUE, holidays=frozenset(), holds_high_process_risk=risk)


def steps(found: DueDates) -> list[date | None]:
    return [found.triage, found.assessment, found.testing, found.approval]


@pytest.mark.parametrize(
    ("tier", "wanted"),
    [
        ("T1", [date(2026, 11, 4), date(2026, 11, 16), date(2026, 12, 8), date(2026, 12, 11)]),
        ("T2", [date(2026, 11, 9), date(2026, 11, 23), date(2026, 12, 10), date(2026, 12, 14)]),
        ("T3", [date(2026, 11, 16), date(2026, 12, 11), date(2026, 12, 14), date(2026, 12, 29)]),
        ("T4", [None, None, None, None]),
    ],
)
def test_each_tier_has_its_days(tier: str, wanted: list[date | None]) -> None:
    found = dates(tier=tier)
    assert steps(found) == wanted
    assert (found.is_production_assumed, found.is_late_notice, found.compressed) == (False, False, ())


def test_the_earlier_of_two_limits_counts() -> None:
    soon = replace(STATED, production=Production(date(2026, 11, 23), "stated"))
    assert dates(soon).assessment == date(2026, 11, 9)


def test_only_major_releases_of_a_moderate_service_have_an_assessment_date() -> None:
    assert dates(replace(STATED, release_type="minor"), "T3").assessment is None
    assert dates(replace(STATED, release_type="major"), "T3").assessment == date(2026, 12, 11)


def test_a_moderate_service_with_a_high_risk_workflow_is_approved_before_go_live() -> None:
    assert dates(tier="T3", risk=True).approval == date(2026, 12, 14)


def test_holidays_and_weekends_are_not_counted() -> None:
    assert add_working_days(date(2026, 11, 10), 1, FREE) == date(2026, 11, 12)
    assert add_working_days(date(2026, 11, 13), 1, FREE) == date(2026, 11, 16)
    assert add_working_days(date(2026, 11, 16), -1, FREE) == date(2026, 11, 13)
    assert add_working_days(date(2026, 11, 14), 0, FREE) == date(2026, 11, 14)


def test_an_unknown_production_date_is_assumed_from_the_contract_and_says_so() -> None:
    found = dates(Notice(MONDAY, announced_on=date(2026, 10, 30), contract_notice_days=30))
    assert (found.production, found.is_production_assumed) == (date(2026, 11, 29), True)
    assert not found.is_late_notice
    assert "assumed" in found.reasons[0]


def test_without_date_and_contract_only_what_follows_detection_is_due() -> None:
    found = dates(Notice(MONDAY))
    assert steps(found) == [date(2026, 11, 4), date(2026, 11, 16), None, None]
    assert "ask the vendor" in found.reasons[0]


def test_short_notice_compresses_to_the_next_working_day_and_is_late_against_the_contract() -> None:
    friday = date(2026, 11, 6)
    notice = Notice(friday, Production(date(2026, 11, 10), "stated"), friday, contract_notice_days=30)
    found = dates(notice, today=friday)
    assert steps(found) == [date(2026, 11, 9)] * 4
    assert found.is_late_notice
    assert "30 are agreed" in " ".join(found.reasons)
    assert found.compressed == ("triage", "assessment", "testing", "approval")


def test_enough_notice_by_contract_is_not_late_even_when_it_is_short_for_us() -> None:
    notice = Notice(MONDAY, Production(date(2026, 11, 9), "stated"), MONDAY, contract_notice_days=5)
    assert not dates(notice).is_late_notice
    assert dates(replace(notice, contract_notice_days=None)).is_late_notice


def test_a_release_that_is_live_already_is_due_on_the_next_working_day() -> None:
    friday = date(2026, 11, 6)
    found = dates(Notice(friday, Production(date(2026, 11, 1), "stated"), friday), today=friday)
    assert steps(found) == [date(2026, 11, 9)] * 4


dates_near = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(
    detected=dates_near,
    gap=st.integers(-30, 200),
    certainty=st.sampled_from(["stated", "assumed", "unknown"]),
    contract=st.none() | st.integers(0, 90),
    tier=st.sampled_from(TIERS),
    kind=st.none() | st.sampled_from(RELEASE_TYPES),
    risk=st.booleans(),
)
def test_dates_are_working_days_in_order_and_never_in_the_past(
    detected: date, gap: int, certainty: str, contract: int | None, tier: str, kind: str | None, risk: bool
) -> None:
    production = Production(detected + timedelta(days=gap), certainty)
    notice = Notice(detected, production, detected, contract, kind)
    found = dates(notice, tier, detected, risk=risk)
    given_dates = [day for day in steps(found) if day is not None]
    assert given_dates == sorted(given_dates)
    assert all(day > detected and is_working_day(day, frozenset()) for day in given_dates)
    assert set(found.compressed) <= set(DUE_STEPS)
