from datetime import date
from itertools import product

import pytest

from app.content.definitions import load
from app.content.words import LEVELS, TIERS
from app.impact.rules.signing_route import plan_steps, qa_sample, quarter_of, result_steps, signing_steps
from tests.paths import ROOT

LIBRARY = load(ROOT / "questionnaires")
ROUTES = LIBRARY.routes
L2 = ["AUTHOR", "EXECUTE-TEST", "REVIEW-TEST", "APPROVE-BPO", "APPROVE-QA"]
L3 = [
    *("APPROVE-QA", "AUTHOR", "EXECUTE-TEST", "REVIEW-TEST"),
    *("REVIEW-TECH", "APPROVE-BPO", "APPROVE-QA", "RELEASE"),
]


@pytest.mark.parametrize(
    ("level", "tier", "meanings"),
    [
        ("L0", "T1", ["AUTHOR", "APPROVE-QA"]),
        ("L0", "T2", ["AUTHOR", "REVIEW-TECH"]),
        ("L0", "T3", ["AUTHOR"]),
        ("L1", "T1", ["AUTHOR", "APPROVE-BPO", "APPROVE-QA"]),
        ("L1", "T2", ["AUTHOR", "APPROVE-BPO"]),
        ("L1", "T3", ["AUTHOR"]),
        ("L2", "T1", L2),
        ("L2", "T2", L2),
        ("L2", "T3", ["AUTHOR", "APPROVE-BPO"]),
        ("L3", "T1", L3),
        ("L3", "T2", L3),
        ("L3", "T3", ["AUTHOR", "REVIEW-TECH", "APPROVE-BPO", "APPROVE-QA"]),
        *((level, "T4", ["AUTHOR"]) for level in LEVELS),
    ],
)
def test_routes_by_level_and_tier(level: str, tier: str, meanings: list[str]) -> None:
    assert [step.meaning for step in signing_steps(level, tier, ROUTES)] == meanings


@pytest.mark.parametrize(("level", "tier"), list(product(LEVELS, TIERS)))
def test_qa_is_last_wherever_qa_signs_and_never_the_author_or_tester(level: str, tier: str) -> None:
    steps = result_steps(signing_steps(level, tier, ROUTES, is_sampled=True))
    roles = [step.role for step in steps]
    if "QA" in roles:
        assert set(roles[roles.index("QA") :]) == {"QA"}
    for step in steps:
        if step.role == "QA":
            signed = {s.meaning for s in steps if s.role != "QA"}
            assert signed <= set(step.separate_from)
        if step.meaning == "REVIEW-TEST":
            assert "EXECUTE-TEST" in step.separate_from


def test_every_step_uses_a_meaning_that_its_role_may_use() -> None:
    for route in ROUTES.routes:
        for step in route.steps:
            assert step.role in LIBRARY.meanings[step.meaning].roles


def test_full_change_control_has_its_plan_approved_before_testing() -> None:
    (step,) = plan_steps(signing_steps("L3", "T1", ROUTES))
    assert (step.meaning, step.role) == ("APPROVE-QA", "QA")
    assert plan_steps(signing_steps("L2", "T1", ROUTES)) == ()


def test_a_sampled_record_ends_with_qa() -> None:
    steps = signing_steps("L0", "T2", ROUTES, is_sampled=True)
    assert [step.meaning for step in steps] == ["AUTHOR", "REVIEW-TECH", "APPROVE-QA"]
    assert signing_steps("L1", "T2", ROUTES, is_sampled=True) == signing_steps("L1", "T2", ROUTES)


def test_about_one_record_in_ten_is_sampled_and_always_the_same_ones() -> None:
    route, day = ROUTES.get("L0", "T2"), date(2026, 11, 22)
    numbers = [f"RIA-2026-{number:04d}" for number in range(1000)]
    drawn = [number for number in numbers if qa_sample(number, day, 1, route).is_sampled]
    assert 70 <= len(drawn) <= 130
    assert drawn == [number for number in numbers if qa_sample(number, day, 5, route).is_sampled]
    assert drawn != [n for n in numbers if qa_sample(n, date(2027, 1, 5), 1, route).is_sampled]


def test_a_quarter_with_no_sample_yet_samples_the_next_record() -> None:
    route, day = ROUTES.get("L0", "T2"), date(2026, 11, 22)
    first = next(n for n in range(99) if not qa_sample(f"RIA-{n}", day, 1, route).is_sampled)
    assert qa_sample(f"RIA-{first}", day, 0, route).is_sampled
    assert "at least 1 in 2026-Q4" in qa_sample(f"RIA-{first}", day, 0, route).sentence


def test_no_other_route_is_sampled() -> None:
    assert not qa_sample("RIA-1", date(2026, 1, 1), 0, ROUTES.get("L1", "T2")).is_sampled


def test_an_unknown_route_is_refused_with_a_sentence() -> None:
    with pytest.raises(KeyError, match="No signing route is defined for level L9 and tier T1"):
        signing_steps("L9", "T1", ROUTES)


@pytest.mark.parametrize(("day", "quarter"), [(date(2026, 1, 1), "2026-Q1"), (date(2026, 12, 31), "2026-Q4")])
def test_quarters(day: date, quarter: str) -> None:
    assert quarter_of(day) == quarter
