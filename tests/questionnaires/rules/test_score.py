"""The score of a response: golden figures, knock-outs, what is left out, and the range."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.content.definitions import load
from app.content.questions import Questionnaire
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.evidence import Evidence, belief, is_stale
from app.questionnaires.rules.figures import stored
from app.questionnaires.rules.lines import Review
from app.questionnaires.rules.months import months_before
from app.questionnaires.rules.score import Score, score
from app.questionnaires.rules.values import worth
from tests.paths import ROOT
from tests.questionnaires.rules.figures import SHIPPED
from tests.questionnaires.rules.small import plain, question, questionnaire

TODAY = date(2026, 11, 23)
E4 = Review(evidence=(Evidence("E4"),))


@pytest.fixture(scope="module")
def bank() -> Questionnaire:
    return load(ROOT / "questionnaires").questionnaires[0]


def reviewed(evidence: str, *, is_stale: bool = False, **more: Any) -> Review:
    return Review(evidence=(Evidence(evidence, is_stale),), **more)


def scored(small: Questionnaire, answers: dict[str, Answer], **reviews: Review) -> Score:
    said = {name.replace("_", "-"): review for name, review in reviews.items()}
    return score(small, [one.id for one in small.questions], answers, said, SHIPPED, TODAY)


RELEASES = {
    "RM-01": ("yes", "E2", "3.4"),
    "RM-02": ("none", "E2", "0"),
    "RM-04": ("partial", "E2", "1.7"),
    "RM-05": ("default_off", "E1", "2.24"),
    "RM-06": ("yes", "E1", "2.8"),
    "RM-07": ("yes", "E4", "2"),
    "RM-08": ("no", "E0", "0"),
    "RM-09": ("partial", "E2 stale", "1.36"),
    "RM-10": ("yes", "E0", "1.5"),
}
LATER = {
    **RELEASES,
    "RM-02": ("from_14_days", "E2", "3.1875"),
    "RM-04": ("yes", "E2", "3.4"),
    "RM-05": ("default_off", "E2", "2.72"),
    "RM-06": ("yes", "E2", "3.4"),
    "RM-08": ("yes", "E2", "3.4"),
    "RM-09": ("partial", "E2", "1.7"),
    "RM-10": ("yes", "E1", "2.1"),
}


def releases(bank: Questionnaire, given: dict[str, tuple[str, str, str]]) -> Score:
    reviews = {name: reviewed(proof[:2], is_stale="stale" in proof) for name, (_, proof, _) in given.items()}
    return score(bank, list(given), {name: plain(one) for name, (one, _, _) in given.items()}, reviews, SHIPPED, TODAY)


@pytest.mark.parametrize(("given", "points", "expected"), [(RELEASES, "15.00", "0.4412"), (LATER, "25.3075", "0.7443")])
def test_release_management_of_the_learning_system_scores_as_worked_by_hand(
    bank: Questionnaire, given: dict[str, tuple[str, str, str]], points: str, expected: str
) -> None:
    found = releases(bank, given)
    area = next(one for one in found.areas if one.area.code == "RM")
    assert {one.question.id: one.points for one in area.lines} == {
        name: Decimal(points) for name, (_, _, points) in given.items()
    }
    assert (area.points, area.weight) == (Decimal(points), 34)
    assert area.score is not None
    assert stored(area.score) == Decimal(expected)


def test_no_release_notice_trips_a_soft_knock_out_and_notice_lifts_it(bank: Questionnaire) -> None:
    before, after = releases(bank, RELEASES), releases(bank, LATER)
    assert [(one.question, one.counts_as) for one in before.knock_outs] == [("RM-02", "soft")]
    assert before.tripped.cap == Decimal("0.60")
    assert after.knock_outs == ()
    assert after.tripped.cap is None
    assert stored(after.counted) == Decimal("0.7443")


@pytest.mark.parametrize(
    ("value", "declared", "counts_as", "cap"),
    [
        *(("no", "hard", "hard", "0.30"), ("partial", "hard", "soft", "0.60"), ("yes", "hard", None, None)),
        *(("no", "soft", "soft", "0.60"), ("partial", "soft", None, None), (None, "hard", "hard", "0.30")),
    ],
)
def test_a_knock_out_looks_at_the_raw_value(value: str | None, declared: str, counts_as: str, cap: str) -> None:
    small = questionnaire(question("AA-01", knock_out=declared), *(question(f"AA-{n}") for n in range(10, 40)))
    answers = {f"AA-{n}": plain() for n in range(10, 40)} | ({"AA-01": plain(value)} if value else {})
    found = scored(small, answers, **{f"AA_{n}": E4 for n in range(10, 40)}, AA_01=E4)
    assert [one.counts_as for one in found.knock_outs] == ([counts_as] if counts_as else [])
    assert found.tripped.cap == (Decimal(cap) if cap else None)
    assert found.effectiveness.value > Decimal("0.9")
    assert found.counted == (Decimal(cap) if cap else found.effectiveness.value)


def test_an_unanswered_knock_out_says_that_silence_counts_like_a_no() -> None:
    small = questionnaire(question("AA-01", knock_out="hard"))
    assert scored(small, {}).knock_outs[0].reason.endswith("An unanswered hard knock-out counts like a no.")
    accepted = Review(accepts_not_applicable=True)
    assert scored(small, {"AA-01": Answer(not_applicable="No such thing.")}, AA_01=accepted).knock_outs == ()


def test_hidden_unanswered_and_not_applicable_are_three_things() -> None:
    small = questionnaire(
        *(question(f"AA-0{n}") for n in (1, 2, 3)), question("AA-04", shown_when={"question": "AA-01", "is": ["yes"]})
    )
    claim = Answer(not_applicable="We have none.")
    answers = {"AA-01": plain("no"), "AA-02": plain(), "AA-03": claim, "AA-04": plain()}
    claimed = scored(small, answers, AA_02=E4)
    assert [one.state for one in claimed.lines] == ["answered", "answered", "unanswered", "hidden"]
    assert claimed.areas[0].weight == 12
    accepted = scored(small, answers, AA_02=E4, AA_03=Review(accepts_not_applicable=True))
    assert [one.state for one in accepted.lines] == ["answered", "answered", "not_applicable", "hidden"]
    assert accepted.areas[0].weight == 8
    assert accepted.areas[0].score == Decimal("0.5")


def test_a_blank_that_hides_others_leaves_them_in_the_denominator() -> None:
    small = questionnaire(
        question("AA-01"), question("AA-02", knock_out="soft", shown_when={"question": "AA-01", "is": ["yes"]})
    )
    silent, honest = scored(small, {}), scored(small, {"AA-01": plain("no")})
    assert [one.state for one in silent.lines] == ["unanswered", "undecided"]
    assert (silent.areas[0].weight, honest.areas[0].weight) == (8, 4)
    assert [one.question for one in silent.knock_outs] == ["AA-02"]
    assert honest.knock_outs == ()


def test_much_that_does_not_apply_is_flagged() -> None:
    small = questionnaire(*(question(f"AA-0{n}", weight=weight) for n, weight in ((1, 7), (2, 3), (3, 1))))
    claims = {"AA-02": Answer(not_applicable="None."), "AA-03": Answer(not_applicable="None."), "AA-01": plain()}
    accepted = Review(accepts_not_applicable=True)
    assert not scored(small, claims, AA_02=accepted).areas[0].is_flagged
    assert scored(small, claims, AA_02=accepted, AA_03=accepted).areas[0].is_flagged
    assert scored(small, claims, AA_02=accepted).areas[0].not_applicable_share == Decimal(3) / 11


def test_an_area_in_which_nothing_counts_does_not_apply() -> None:
    small = questionnaire(question("AA-01"), question("BB-01"))
    answers = {"AA-01": plain(), "BB-01": Answer(not_applicable="None.")}
    found = scored(small, answers, AA_01=E4, BB_01=Review(accepts_not_applicable=True))
    assert found.areas[1].score is None
    assert (found.effectiveness.weight, found.counted) == (10, Decimal(1))
    assert scored(small, {}).counted == 0
    assert score(small, [], {}, {}, SHIPPED, TODAY).counted == 0


@pytest.mark.parametrize(
    ("day", "value"),
    [("2025-11-23", "1"), ("2025-11-22", "0.5"), (None, "0.5"), ("last year", "0.5")],
)
def test_an_old_date_makes_a_yes_a_partial_and_so_does_a_missing_one(
    bank: Questionnaire, day: str | None, value: str
) -> None:
    answer = plain("yes", **({"date": day} if day else {}))
    assert worth(bank["BC-02"], answer, TODAY).value == Decimal(value)
    assert worth(bank["BC-02"], plain("no"), TODAY).value == 0


def test_what_only_a_reviewer_can_judge_is_worth_nothing_until_then(bank: Questionnaire) -> None:
    answers = {"IM-04": Answer({"list": "none"})}
    before = score(bank, ["IM-04"], answers, {}, SHIPPED, TODAY)
    after = score(bank, ["IM-04"], answers, {"IM-04": reviewed("E2", value=Decimal(1))}, SHIPPED, TODAY)
    assert (before.lines[0].points, after.lines[0].points) == (0, Decimal("2.55"))
    with pytest.raises(ValueError, match="values run from 0 to 1"):
        Review(value=Decimal(2))


def test_a_number_is_worth_the_first_threshold_that_fits() -> None:
    steps = [{"value": "1", "at_least": "30"}, {"value": "0.5", "at_least": "7"}]
    days = {"code": "answer", "kind": "number", "label": "Days", "scored": True, "thresholds": steps}
    small = questionnaire(question("AA-01", days))
    values = [worth(small["AA-01"], plain(text), TODAY).value for text in ("30", "29.9", "7", "6", "-1")]
    assert values == [1, Decimal("0.5"), Decimal("0.5"), 0, 0]
    assert not worth(small["AA-01"], plain("many"), TODAY).is_given


def test_the_best_evidence_counts_and_an_old_one_is_never_worse_than_none() -> None:
    assert belief((), SHIPPED).confidence == Decimal("0.50")
    both = (Evidence("E1"), Evidence("E2", is_stale=True))
    assert belief(both, SHIPPED).confidence == Decimal("0.70")
    assert belief((Evidence("E2", is_stale=True),), SHIPPED).confidence == Decimal("0.68")
    harsh = replace(SHIPPED, stale_factor=Decimal("0.1"))
    assert belief((Evidence("E2", is_stale=True),), harsh).confidence == Decimal("0.50")
    with pytest.raises(ValueError, match="There is no evidence class 'E9'"):
        belief((Evidence("E9"),), SHIPPED)


def test_evidence_grows_old_after_its_months_and_expires_the_day_after_its_last() -> None:
    assert not is_stale(date(2025, 5, 23), None, TODAY, SHIPPED)
    assert is_stale(date(2025, 5, 22), None, TODAY, SHIPPED)
    assert not is_stale(date(2026, 1, 1), TODAY, TODAY, SHIPPED)
    assert is_stale(date(2026, 1, 1), date(2026, 11, 22), TODAY, SHIPPED)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 31), 13) == date(2024, 12, 31)


def test_the_range_counts_bare_words_as_no_and_an_honest_no_is_no_doubt() -> None:
    small = questionnaire(*(question(f"AA-0{n}") for n in (1, 2, 3, 4)))
    answers = {"AA-01": plain(), "AA-02": plain(), "AA-03": plain("no"), "AA-04": plain("partial")}
    found = scored(small, answers, AA_02=reviewed("E2"), AA_04=E4)
    assert found.counted == Decimal("7.4") / 16
    assert (found.uncertainty.lowest, found.uncertainty.highest) == (Decimal("5.4") / 16, Decimal(10) / 16)
    assert [one.question for one in found.uncertainty.deciding] == ["AA-01", "AA-02"]
    assert found.uncertainty.deciding[0].effect == Decimal("0.25")


def test_a_knock_out_that_rests_on_a_bare_word_decides_most() -> None:
    small = questionnaire(question("AA-01", weight=5), question("AA-02", weight=1, knock_out="hard"))
    found = scored(small, {"AA-01": plain(), "AA-02": plain()}, AA_01=reviewed("E3"))
    assert found.uncertainty.lowest == Decimal("0.30")
    first = found.uncertainty.deciding[0]
    assert (first.question, first.if_untrue) == ("AA-02", Decimal("0.30"))


def test_the_largest_single_steps_come_first_and_lift_caps() -> None:
    small = questionnaire(
        question("AA-01", weight=1, knock_out="soft"), question("AA-02", weight=5), question("AA-03", weight=5)
    )
    answers = {"AA-01": plain("no"), "AA-02": plain(), "AA-03": plain()}
    reviews = {"AA-02": E4, "AA-03": reviewed("E2")}
    ids = [one.id for one in small.questions]
    bands = score(
        small, ids, answers, reviews, SHIPPED, TODAY, lambda value: "low" if value > Decimal("0.8") else "high"
    )
    first, second = bands.improvements
    assert (first.question, first.step, first.lifts_cap, first.band) == ("AA-01", "answer", True, "low")
    assert stored(first.gain) == Decimal("0.2864")
    assert (second.question, second.step, second.gain, second.band) == ("AA-03", "evidence", 0, "high")
