"""Residual risk: better evidence never hurts, a knock-out survives any average, the printed lines add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.content.words import DECISIONS
from app.qualification.definitions import risk_model
from app.qualification.rules.areas import WeighedAnswer, area_score
from app.qualification.rules.figures import FiguresRefused, plain, stored, total
from app.qualification.rules.residual import Counts, residual

MODEL = risk_model()
CODES = [area.code for area in MODEL.areas]
SHARE = some.decimals(0, 1, places=6)
AREAS = some.dictionaries(some.sampled_from(CODES), SHARE, min_size=1)
FULL = some.fixed_dictionaries(dict.fromkeys(CODES, SHARE))
INHERENT = some.decimals(0, 100, places=4)
COUNTS = some.builds(Counts, *[some.integers(0, 9)] * 5)
CLASSES = list(MODEL.evidence)
ANSWERS = some.lists(
    some.builds(
        WeighedAnswer,
        some.just("Q"),
        some.integers(1, 5),
        some.decimals(0, 1, places=2),
        some.sampled_from(CLASSES),
        some.booleans(),
    ),
    min_size=1,
    max_size=20,
)


@given(INHERENT, AREAS, COUNTS)
def test_residual_is_bounded_and_its_printed_lines_add_up(inherent, areas, counts):
    found = residual(inherent, areas, counts, MODEL)
    assert 0 <= found.value <= 100
    assert total(line.points for line in found.lines) == stored(found.value)
    assert total(Decimal(plain(line.points)) for line in found.lines) == Decimal(plain(found.value))
    assert total(line.points for line in found.effectiveness.lines) == found.effectiveness.points
    assert 0 <= found.effectiveness.value <= 1


@given(INHERENT, FULL, COUNTS, some.sampled_from(CODES), SHARE)
def test_a_better_area_never_raises_the_risk(inherent, areas, counts, code, other):
    low, high = sorted((areas[code], other))
    worse = residual(inherent, {**areas, code: low}, counts, MODEL)
    better = residual(inherent, {**areas, code: high}, counts, MODEL)
    assert better.value <= worse.value
    assert DECISIONS.index(better.best_decision) <= DECISIONS.index(worse.best_decision)


@given(INHERENT, FULL, some.permutations(CODES))
def test_the_order_of_the_areas_does_not_matter(inherent, areas, order):
    given_so = {code: areas[code] for code in order}
    assert residual(inherent, given_so, Counts(), MODEL) == residual(inherent, areas, Counts(), MODEL)


@given(INHERENT, AREAS, some.integers(1, 5))
def test_a_knock_out_survives_any_average(inherent, areas, count):
    soft = residual(inherent, areas, Counts(soft=count), MODEL)
    hard = residual(inherent, areas, Counts(soft=count, hard=1), MODEL)
    assert soft.effectiveness.counted <= Decimal("0.60")
    assert hard.effectiveness.counted <= Decimal("0.30")
    assert soft.best_decision in {"conditional", "reject"}
    assert hard.best_decision == "reject"


@given(INHERENT, AREAS, COUNTS, some.sampled_from(["soft", "hard", "critical", "major", "minor"]))
def test_one_more_finding_or_knock_out_never_helps(inherent, areas, counts, name):
    more = Counts(**{**vars(counts), name: getattr(counts, name) + 1})
    before, after = (residual(inherent, areas, one, MODEL) for one in (counts, more))
    assert after.value >= before.value
    assert DECISIONS.index(after.best_decision) >= DECISIONS.index(before.best_decision)


@given(INHERENT, FULL)
def test_controls_never_remove_more_than_the_maximum_credit(inherent, areas):
    found = residual(inherent, areas, Counts(), MODEL)
    assert found.value >= inherent * (1 - MODEL.maximum_credit)


@pytest.mark.parametrize(
    ("inherent", "band", "decision"),
    [
        ("19.99999", "Low", "use"),
        ("20", "Medium", "use_with_oversight"),
        ("34.999999", "Medium", "use_with_oversight"),
        ("35", "High", "conditional"),
        ("49.999999", "High", "conditional"),
        ("50", "Very high", "reject"),
    ],
)
def test_bands_are_compared_unrounded(inherent, band, decision):
    found = residual(Decimal(inherent), {"QS": Decimal(0)}, Counts(), MODEL)
    assert (found.band, found.best_decision) == (band, decision)


def test_penalties_have_their_caps_and_the_whole_has_one_too():
    areas = {"QS": Decimal(1)}
    many = residual(Decimal(0), areas, Counts(major=7, minor=6), MODEL)
    assert many.value == 35
    assert residual(Decimal(0), areas, Counts(critical=3), MODEL).value == 45
    full = residual(Decimal(90), {"QS": Decimal(0)}, Counts(critical=1), MODEL)
    assert (full.value, full.lines[-1].what) == (100, "Never above 100")


@pytest.mark.parametrize(("tier", "area", "score"), [("T1", "RM", "0.59"), ("T2", "AE", "0.54")])
def test_an_area_below_the_minimum_of_its_tier_bars_plain_use(tier, area, score):
    areas = dict.fromkeys(CODES, Decimal(1)) | {area: Decimal(score)}
    found = residual(Decimal(50), areas, Counts(), MODEL, tier)
    assert (found.band, found.best_decision) == ("Low", "conditional")
    assert any(area in reason for reason in found.reasons)
    assert residual(Decimal(50), areas, Counts(), MODEL, "T3").best_decision == "use"


@pytest.mark.parametrize(
    ("inherent", "areas", "said"),
    [("100.1", {"QS": "1"}, "from 0 to 100"), ("1", {"ZZ": "1"}, "no area ZZ"), ("1", {"QS": "1.1"}, "from 0 to 1")],
)
def test_figures_that_cannot_be_judged_are_named(inherent, areas, said):
    with pytest.raises(FiguresRefused, match=said):
        residual(Decimal(inherent), {code: Decimal(score) for code, score in areas.items()}, Counts(), MODEL)


@given(ANSWERS)
def test_the_score_of_an_area_is_bounded_and_its_lines_add_up(answers):
    found = area_score(answers, MODEL)
    assert 0 <= found.score <= 1
    assert total(line.points for line in found.lines) == found.points


@given(ANSWERS, some.data())
def test_better_evidence_never_lowers_and_a_blank_never_helps(answers, data):
    number = data.draw(some.integers(0, len(answers) - 1))
    one = answers[number]
    before = area_score(answers, MODEL).score
    for evidence in CLASSES[CLASSES.index(one.evidence) :]:
        better = WeighedAnswer("Q", one.weight, one.value, evidence, is_stale=False)
        assert area_score([*answers[:number], better, *answers[number + 1 :]], MODEL).score >= before
    blank = WeighedAnswer("Q", one.weight, Decimal(0), "E0", is_stale=False)
    assert area_score([*answers[:number], blank, *answers[number + 1 :]], MODEL).score <= before


def test_nothing_that_counts_is_no_score():
    assert area_score([], MODEL).score is None
