"""Which questions are asked of a service, and which are shown to a supplier."""

from datetime import date
from typing import Any

import pytest

from app.content.definitions import load
from app.content.questions import Questionnaire
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.completeness import completeness
from app.questionnaires.rules.conditions import asked, shown
from app.questionnaires.rules.validity import answer_faults, value_faults
from tests.paths import ROOT
from tests.questionnaires.rules.small import plain, question, questionnaire

TODAY = date(2026, 11, 23)
NOTHING = dict.fromkeys((f"F{number}" for number in range(1, 11)), 0)


@pytest.fixture(scope="module")
def bank() -> Questionnaire:
    return load(ROOT / "questionnaires").questionnaires[0]


@pytest.mark.parametrize(
    ("tier", "factors", "count"),
    [
        *(("T1", {}, 75), ("T1", {"F5": 2}, 80), ("T2", {}, 73), ("T2", {"F5": 2}, 78)),
        *(("T3", {}, 29), ("T3", {"F4": 2}, 33), ("T3", {"F4": 2, "F5": 2}, 38)),
        *(("T4", {}, 6), ("T4", {"F5": 2}, 11), ("T4", {"F4": 1, "F5": 1}, 6)),
    ],
)
def test_tier_and_factors_settle_how_many_questions_are_asked(
    bank: Questionnaire, tier: str, factors: dict[str, int], count: int
) -> None:
    found = asked(bank, tier, {**NOTHING, **factors})
    assert len(found) == count
    assert [one.id for one in found] == [one.id for one in bank.questions if one.id in {each.id for each in found}]


def test_every_question_says_why_it_is_asked(bank: Questionnaire) -> None:
    reasons = {one.id: one.reason for one in asked(bank, "T3", {**NOTHING, "F4": 3, "F5": 2})}
    assert reasons["IS-03"] == "Always asked."
    assert reasons["QS-01"] == "Asked because the tier is T3."
    assert reasons["AE-01"] == "Asked because factor F4 scores 2 or more."
    assert reasons["AE-05"] == "Asked because factor F5 scores 2 or more."


def test_a_factor_that_nobody_scored_is_asked_about(bank: Questionnaire) -> None:
    assert "AE-05" in {one.id for one in asked(bank, "T4", {})}


def test_all_and_any_may_be_nested() -> None:
    condition = {"all": [{"any": [{"tier": ["T1"]}, {"factor": "F4", "at_least": 3}]}, {"factor": "F5", "at_least": 1}]}
    small = questionnaire(question("AA-01", asked_when=condition))
    assert asked(small, "T1", NOTHING) == ()
    assert len(asked(small, "T1", {**NOTHING, "F5": 1})) == 1
    met = asked(small, "T2", {**NOTHING, "F4": 3, "F5": 1})
    assert met[0].reason == "Asked because factor F4 scores 3 or more and factor F5 scores 1 or more."


def chain(*, second: Any = None) -> Questionnaire:
    """Three questions, each behind a yes of the one before it."""
    return questionnaire(
        question("AA-01"),
        question("AA-02", shown_when=second or {"question": "AA-01", "is": ["yes"]}),
        question("AA-03", shown_when={"question": "AA-02", "is": ["yes"]}),
    )


def visible(small: Questionnaire, **answers: Answer) -> tuple[str, ...]:
    ids = [one.id for one in small.questions]
    return shown(small, ids, {f"AA-0{name[1:]}": answer for name, answer in answers.items()}).questions


def test_a_hidden_answer_satisfies_nothing() -> None:
    assert visible(chain(), q1=plain(), q2=plain(), q3=plain()) == ("AA-01", "AA-02", "AA-03")
    assert visible(chain(), q1=plain("no"), q2=plain(), q3=plain()) == ("AA-01",)


def test_a_blank_and_a_question_that_does_not_apply_satisfy_nothing() -> None:
    assert visible(chain(), q2=plain()) == ("AA-01",)
    assert visible(chain(), q1=Answer({"answer": "yes"}, not_applicable="No such thing.")) == ("AA-01",)


def test_a_question_that_is_not_asked_satisfies_nothing() -> None:
    assert shown(chain(), ["AA-02", "AA-03"], {"AA-01": plain(), "AA-02": plain()}).questions == ()


def test_a_hidden_question_says_when_it_would_be_asked() -> None:
    nested = {"any": [{"question": "AA-01", "is": ["yes", "partial"]}]}
    assert shown(chain(second=nested), ["AA-01", "AA-02"], {}).hidden == {
        "AA-02": "Only asked when AA-01 is answered “Yes” or “Partial”."
    }


def test_a_choice_of_several_fits_when_one_of_them_does() -> None:
    options = [{"code": code, "text": code.upper()} for code in ("a", "b", "c")]
    several = {"code": "which", "kind": "multiple_choice", "label": "Which", "options": options}
    small = questionnaire(
        question("AA-01", several), question("AA-02", shown_when={"question": "AA-01", "is": ["b", "c"]})
    )
    assert visible(small, q1=Answer({"which": ("a", "c")})) == ("AA-01", "AA-02")
    assert visible(small, q1=Answer({"which": ("a",)})) == ("AA-01",)


def test_a_description_is_wanted_only_where_there_is_something_to_describe(bank: Questionnaire) -> None:
    ids = ["QS-09"]
    none = {"QS-09": plain("none")}
    some = {"QS-09": plain("controlled")}
    assert not shown(bank, ids, none).has_input("QS-09", "description")
    assert shown(bank, ids, some).has_input("QS-09", "description")
    assert completeness(bank, shown(bank, ids, none), none).states == {"QS-09": "answered"}
    assert completeness(bank, shown(bank, ids, some), some).missing == {"QS-09": ("description",)}


def test_answered_unanswered_not_applicable_and_hidden_add_to_what_was_asked() -> None:
    small = chain()
    answers = {"AA-01": plain("no")}
    ids = ["AA-01", "AA-02", "AA-03"]
    done = completeness(small, shown(small, ids, answers), answers)
    assert (done.count("answered"), done.count("hidden"), done.is_complete, done.percent) == (1, 2, True, 100)
    answers = {"AA-01": plain(), "AA-02": Answer(not_applicable="There is none.")}
    done = completeness(small, shown(small, ids, answers), answers)
    assert done.states == {"AA-03": "hidden", "AA-01": "answered", "AA-02": "not_applicable"}
    assert completeness(small, shown(small, ids, {}), {}).missing == {"AA-01": ("answer",)}
    blank = {"AA-01": Answer(not_applicable="  ")}
    assert completeness(small, shown(small, ids, blank), blank).states["AA-01"] == "unanswered"


def test_a_question_that_was_begun_is_told_apart_from_one_that_was_not(bank: Questionnaire) -> None:
    answers = {"BC-02": plain("yes")}
    done = completeness(bank, shown(bank, ["BC-01", "BC-02"], answers), answers)
    assert done.missing == {"BC-01": ("answer",), "BC-02": ("date",)}
    assert done.begun == {"BC-02"}
    assert done.percent == 0


@pytest.mark.parametrize(
    ("name", "code", "value", "said"),
    [
        ("QS-01", "answer", "maybe", "Answer: 'maybe' is not among the choices."),
        ("QS-01", "answer", ["yes"], "give one value"),
        ("BC-03", "rpo_hours", "four", "'four' is not a number"),
        ("BC-03", "rpo_hours", "1e400", "is not a number"),
        ("BC-03", "rpo_hours", "NaN", "is not a number"),
        ("BC-03", "rpo_hours", "-1", "less than 0"),
        ("BC-03", "rpo_hours", "9000", "more than 8760"),
        ("BC-02", "date", "23.11.2026", "is not a day"),
        ("BC-02", "date", "2026-02-30", "is not a day"),
        ("BC-02", "date", "2026-11-24", "lies in the future"),
        ("BC-02", "date", "1826-11-24", "is before 1980"),
        ("IM-04", "list", "   ", "nothing but spaces"),
        ("IM-04", "list", "a\x00b", "control character"),
        ("IM-04", "list", "a" * 20_001, "20000 fit"),
        ("IM-04", "log", ["report.pdf"], "no file that was uploaded"),
        ("IM-04", "log", [], "no file that was uploaded"),
        ("IM-04", "log", ["0" * 64, "0" * 64], "named twice"),
    ],
)
def test_a_value_that_does_not_fit_is_told_in_a_sentence(
    bank: Questionnaire, name: str, code: str, value: Any, said: str
) -> None:
    one = bank[name].input(code)
    assert one
    faults = value_faults(one, value, TODAY)
    assert len(faults) == 1
    assert said in faults[0]


@pytest.mark.parametrize(
    ("name", "code", "value"),
    [
        *(("QS-01", "answer", "partial"), ("BC-03", "rpo_hours", "0.5"), ("BC-02", "date", "2026-11-23")),
        *(("RM-02", "answer", "from_14_days"), ("IM-04", "list", "none"), ("IM-04", "log", ["a" * 64])),
    ],
)
def test_a_value_that_fits_has_no_fault(bank: Questionnaire, name: str, code: str, value: Any) -> None:
    one = bank[name].input(code)
    assert one
    assert value_faults(one, value, TODAY) == ()


def test_a_claim_that_a_question_does_not_apply_needs_a_reason_and_no_answer(bank: Questionnaire) -> None:
    question_ = bank["QS-01"]
    assert answer_faults(question_, Answer(), TODAY) == {}
    assert answer_faults(question_, Answer(not_applicable="We release nothing."), TODAY) == {}
    assert "Say why QS-01" in answer_faults(question_, Answer(not_applicable=" "), TODAY)[""][0]
    both = Answer({"answer": "yes"}, not_applicable="We release nothing.")
    assert "Clear the answer" in answer_faults(question_, both, TODAY)[""][0]
    assert answer_faults(question_, Answer({"colour": "red"}), TODAY) == {"colour": ("QS-01 has no input colour.",)}


def test_several_choices_are_each_looked_at() -> None:
    options = [{"code": code, "text": code.upper()} for code in ("a", "b")]
    several = {"code": "which", "kind": "multiple_choice", "label": "Which", "options": options}
    one = questionnaire(question("AA-01", several))["AA-01"].inputs[0]
    assert value_faults(one, ("a", "b"), TODAY) == ()
    assert value_faults(one, "a", TODAY) == ("Which: give a list of choices.",)
    assert value_faults(one, ("a", "z"), TODAY) == ("Which: 'z' is not among the choices.",)
    assert value_faults(one, ("a", "a"), TODAY) == ("Which: a choice is given twice.",)
    assert value_faults(one, (), TODAY) == ("Which: nothing is chosen.",)
