"""What evidence is worth on a day: standing with reasons, confidence in exact figures, readers, reminders."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.evidence.rules.confidence import CLASSES, Figures, confidence
from app.evidence.rules.details import KindRules, VersionDetails, version_problems
from app.evidence.rules.reading import LEVELS, level_problem, may_read, readable_levels
from app.evidence.rules.reminders import reminder
from app.evidence.rules.standing import STANDINGS, Dated, Limits, oldest_trusted, standing
from app.people.permissions import PERMISSIONS, ROLES

DAY = date(2026, 11, 2)
LIMITS = Limits(expiring_within_days=30, old_after_months=18)
FIGURES = Figures(
    {one: Decimal(figure) for one, figure in zip(CLASSES, ("0.50", "0.70", "0.85", "0.95", "1.00"), strict=True)},
    Decimal("0.8"),
)


def days(count: int) -> date:
    return DAY + timedelta(days=count)


CASES = {
    "current": Dated(days(-10), days(31)),
    "expiring": Dated(days(-10), days(30)),
    "bridged": Dated(days(-400), days(-5), None, days(60)),
    "old": Dated(oldest_trusted(DAY, 18) - timedelta(days=1), days(300)),
    "expired": Dated(days(-10), days(-1)),
    "not_yet_effective": Dated(days(1), days(300)),
    "withdrawn": Dated(days(-10), days(300), is_withdrawn=True),
}


@pytest.mark.parametrize("code", STANDINGS)
def test_every_standing_is_reached_with_its_reason(code: str):
    found = standing(CASES[code], DAY, LIMITS)
    assert found.code == code
    assert all(one.endswith(".") for one in found.reasons)
    assert found.counts_in_full is (code in {"current", "expiring", "bridged"})


def test_the_last_day_counts_and_the_next_does_not():
    found = Dated(days(-10), days(5))
    assert standing(found, days(5), LIMITS).code == "expiring"
    assert standing(found, days(5), LIMITS).reasons[0] == "Its last day is 2026-11-07, today."
    assert standing(found, days(6), LIMITS).code == "expired"
    assert (standing(found, days(5), LIMITS).days_left, standing(found, days(6), LIMITS).days_left) == (0, -1)
    assert standing(Dated(days(0), None), DAY, LIMITS).code == "current"
    assert standing(Dated(days(0), None), days(-1), LIMITS).code == "not_yet_effective"


def test_age_counts_from_the_end_of_the_period():
    report = Dated(effective_on=days(-30), expires_on=days(300), period_to=date(2025, 5, 1))
    assert standing(report, DAY, LIMITS).code == "old"
    assert standing(report, date(2026, 11, 1), LIMITS).code == "current", "18 months to the day are not more than 18"
    assert oldest_trusted(date(2026, 8, 31), 18) == date(2025, 2, 28)
    assert oldest_trusted(date(2026, 6, 15), 18) == date(2024, 12, 15)


def test_a_bridge_letter_ends_where_it_ends():
    report = CASES["bridged"]
    assert report.until == days(60)
    assert standing(report, days(45), LIMITS).code == "expiring"
    assert standing(report, days(61), LIMITS).code == "expired"
    assert "A bridge letter carries it on" in " ".join(standing(report, DAY, LIMITS).reasons)
    assert Dated(days(-9), days(90), None, days(60)).until == days(90), "a letter never shortens"


@pytest.mark.parametrize(
    ("code", "case", "figure"),
    [
        ("E0", "current", "0.50"), ("E1", "current", "0.70"), ("E2", "current", "0.85"), ("E3", "current", "0.95"),
        ("E4", "current", "1.00"), ("E3", "expiring", "0.95"), ("E3", "bridged", "0.95"), ("E3", "expired", "0.760"),
        ("E1", "old", "0.560"), ("E4", "withdrawn", "0.50"), ("E4", "not_yet_effective", "0.50"),
        (None, "current", "0.50"), (None, "expired", "0.400"),
    ],
)  # fmt: skip
def test_confidence_is_exact_and_says_how_it_came_about(code, case, figure):
    found = confidence(code, standing(CASES[case], DAY, LIMITS), FIGURES)
    assert found.figure == Decimal(figure)
    assert found.reasons


def test_expiry_never_raises_confidence():
    for code in CLASSES:
        figures = {case: confidence(code, standing(one, DAY, LIMITS), FIGURES).figure for case, one in CASES.items()}
        assert max(figures.values()) == figures["current"]
        assert figures["expired"] < figures["current"]


def test_who_reads_which_confidentiality():
    assert readable_levels(["ADM"]) == ()
    assert readable_levels(["LEAD"]) == readable_levels(["BPO"]) == ("public", "internal")
    assert readable_levels(["SO"]) == ("public", "internal", "confidential")
    assert readable_levels(["SQM"]) == readable_levels(["INSP"]) == tuple(LEVELS)
    assert may_read("supplier_confidential", ["SO"], is_owner=True)
    assert not may_read("supplier_confidential", ["SO"], is_owner=False)
    for role in ROLES:
        assert bool(readable_levels([role])) is (role in PERMISSIONS["evidence.evidence.read"])


def test_nobody_closes_a_door_behind_which_they_stand():
    assert level_problem("internal", ["SO"]) is None
    assert "is read by INSP, ISEC, QA, SME, SQM" in (level_problem("supplier_confidential", ["SO"]) or "")
    assert level_problem("secret", ["SQM"]) == "Choose how confidential it is."


REPORT = KindRules("SOC 2 type II report", has_period=True, is_bridge=False)
LETTER = KindRules("Bridge letter", has_period=False, is_bridge=True)
PLAIN = KindRules("Policy", has_period=False, is_bridge=False)


@pytest.mark.parametrize(
    ("details", "kind", "field"),
    [
        (VersionDetails(DAY, days(9)), PLAIN, "file"),
        (VersionDetails(DAY, days(9), address="https://x.example.com"), PLAIN, "kept_at"),
        (VersionDetails(DAY, None, address="a", kept_at="b"), PLAIN, "expires_on"),
        (VersionDetails(DAY, days(9), "for good", address="a", kept_at="b"), PLAIN, "no_expiry_because"),
        (VersionDetails(DAY, days(-1), address="a", kept_at="b"), PLAIN, "expires_on"),
        (VersionDetails(DAY, days(9), address="a", kept_at="b"), REPORT, "period_to"),
        (VersionDetails(DAY, days(9), None, DAY, None, "a", "b"), PLAIN, "period_to"),
        (VersionDetails(DAY, days(9), None, DAY, days(-1), "a", "b"), PLAIN, "period_to"),
        (VersionDetails(DAY, days(9), None, days(-9), days(1), "a", "b"), REPORT, "period_to"),
        (VersionDetails(DAY, days(9), address="a", kept_at="b"), LETTER, "bridges"),
        (
            VersionDetails(DAY, None, "for good", address="a", kept_at="b", bridges="EVD-2026-0001"),
            LETTER,
            "expires_on",
        ),
        (VersionDetails(DAY, days(9), address="a", kept_at="b", bridges="EVD-2026-0001"), PLAIN, "bridges"),
    ],
)
def test_what_stands_against_a_version(details, kind, field):
    assert [name for name, _ in version_problems(details, kind, DAY, has_file=False)] == [field]


def test_what_is_sound_meets_no_word():
    sound = VersionDetails(days(-9), days(9), None, days(-99), days(-10))
    assert list(version_problems(sound, REPORT, DAY, has_file=True)) == []


def test_reminders_come_on_their_days_and_once_for_each():
    until, before = days(0), (90, 30, 7, 1)
    told = [(left, reminder(until, days(-left), before)) for left in range(100, -3, -1)]
    stages = [one.stage for _, one in told if one is not None]
    assert list(dict.fromkeys(stages)) == ["90", "30", "7", "1", "expired"]
    assert dict(told)[91] is None
    assert dict(told)[30].when == "expires on 2026-11-02, in 30 days"
    assert dict(told)[1].when == "expires tomorrow"
    assert dict(told)[0].when == "expires today"
    assert dict(told)[-1].when == "expired after 2026-11-02"
