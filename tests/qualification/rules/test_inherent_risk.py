"""Inherent risk and formality: floors only raise, more is never less, the order does not matter."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.qualification.definitions import risk_model
from app.qualification.rules.figures import FiguresRefused, plain, stored, total
from app.qualification.rules.formality import formality
from app.qualification.rules.inherent import inherent, tier_by_score

MODEL = risk_model()
CODES = [factor.code for factor in MODEL.factors]
KNOWN = some.fixed_dictionaries({code: some.integers(0, 4) for code in CODES})
ANY = some.fixed_dictionaries({code: some.one_of(some.none(), some.integers(0, 4)) for code in CODES})


def all_at(score, **others):
    return {**dict.fromkeys(CODES, score), **others}


@given(ANY)
def test_the_score_is_bounded_and_its_lines_add_up_to_it(scores):
    found = inherent(scores, MODEL)
    assert 0 <= found.score <= 100
    assert total(line.points for line in found.lines) == found.score
    assert (
        total(Decimal(plain(line.points)) for line in found.lines) == Decimal(plain(found.score)) == stored(found.score)
    )


@given(ANY, some.sampled_from(CODES))
def test_a_higher_factor_never_lowers_score_or_tier(scores, code):
    if scores[code] is None or scores[code] == 4:
        return
    before, after = inherent(scores, MODEL), inherent({**scores, code: scores[code] + 1}, MODEL)
    assert after.score > before.score
    assert after.tier <= before.tier
    assert {floor.code for floor in before.floors} <= {floor.code for floor in after.floors}


@given(KNOWN, some.permutations(CODES))
def test_the_order_of_the_factors_does_not_matter(scores, order):
    assert inherent({code: scores[code] for code in order}, MODEL) == inherent(scores, MODEL)


@given(ANY)
def test_floors_only_raise(scores):
    found = inherent(scores, MODEL)
    assert found.tier <= found.tier_by_score
    assert found.tier == min([found.tier_by_score, *(floor.tier for floor in found.floors)])


@given(KNOWN, some.sampled_from(CODES))
def test_what_nobody_knows_counts_as_three_and_is_flagged(scores, code):
    unknown, three = inherent({**scores, code: None}, MODEL), inherent({**scores, code: 3}, MODEL)
    assert (unknown.score, unknown.tier) == (three.score, three.tier)
    assert unknown.unknown == (code,)
    assert any(code in reason for reason in unknown.reasons)
    if scores[code] <= 3:
        assert unknown.score >= inherent(scores, MODEL).score


@pytest.mark.parametrize(
    ("scores", "codes", "tier"),
    [
        (all_at(0, F2=4), ["R1"], "T1"),
        (all_at(0, F4=3, F5=3), ["R2", "R4"], "T2"),
        (all_at(0, F4=3, F5=2), ["R4"], "T3"),
        (all_at(0, F4=2, F5=4), ["R4"], "T3"),
        (all_at(0, F1=4), ["R3"], "T2"),
        (all_at(0, F4=4), ["R3", "R4"], "T2"),
        (all_at(0, F4=2), ["R4"], "T3"),
        (all_at(0, F4=1, F2=3, F1=3), [], "T3"),
        (all_at(0), [], "T4"),
    ],
)
def test_each_floor_raises_to_its_tier_and_says_why(scores, codes, tier):
    found = inherent(scores, MODEL)
    assert ([floor.code for floor in found.floors], found.tier) == (codes, tier)
    for floor in found.floors:
        assert any(f"Floor {floor.code}" in said and floor.reason in said for said in found.reasons)


@pytest.mark.parametrize(
    ("points", "tier"),
    [("70", "T1"), ("69.99999", "T2"), ("50", "T2"), ("49.999999", "T3"), ("25", "T3"), ("24.99999", "T4")],
)
def test_tiers_are_compared_unrounded(points, tier):
    assert tier_by_score(Decimal(points), MODEL) == tier


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ({**all_at(1), "F11": 1}, "no factor F11"),
        ({"F1": 1}, "F2, F3, F4, F5, F6, F7, F8, F9, F10 has no score"),
        (all_at(1, F3=5), "F3 is scored 5"),
        (all_at(1, F3=-1), "F3 is scored -1"),
    ],
)
def test_scores_that_cannot_be_judged_are_named(scores, said):
    with pytest.raises(FiguresRefused, match=said):
        inherent(scores, MODEL)


@pytest.mark.parametrize(
    ("unknown", "tier", "f7", "f8", "points", "level"),
    [
        (0, "T3", 0, 1, (1, 1, 1), "informal"),
        (0, "T2", 1, 0, (1, 2, 1), "informal"),
        (1, "T2", 1, 0, (2, 2, 1), "semi_formal"),
        (0, "T1", 2, 1, (1, 3, 2), "semi_formal"),
        (3, "T4", 2, 4, (3, 1, 3), "formal"),
        (2, "T1", 0, 2, (2, 3, 2), "formal"),
    ],
)
def test_formality_is_the_sum_of_three_figures(unknown, tier, f7, f8, points, level):
    found = formality(all_at(1, F7=f7, F8=f8), tier, unknown, 10, MODEL)
    assert tuple(part.points for part in found.parts) == points
    assert (found.sum, found.level) == (sum(points), level)
    assert all(part.reason for part in found.parts)
