"""The bank that ships: eighty questions whose counts, values and conditions stand."""

from collections import Counter
from decimal import Decimal

import pytest
import yaml

from app.content.definitions import load
from app.content.questions import All, AnswerIs, Questionnaire, TierIs, questionnaire_of
from tests.paths import ROOT

FILE = ROOT / "questionnaires" / "bank" / "supplier-qualification.yaml"


@pytest.fixture(scope="module")
def bank() -> Questionnaire:
    return load(ROOT / "questionnaires").questionnaires[0]


def test_eighty_questions_in_ten_areas(bank: Questionnaire) -> None:
    assert len(bank.questions) == len({one.id for one in bank.questions}) == 80
    counts = Counter(one.area for one in bank.questions)
    assert [counts[area.code] for area in bank.areas] == [9, 9, 7, 7, 10, 7, 7, 7, 10, 7]
    assert sum(area.weight for area in bank.areas) == 100
    assert all(one.text and one.why and one.evidence and one.clauses for one in bank.questions)


def test_the_knock_outs_and_weights_are_those_of_the_risk_model(bank: Questionnaire) -> None:
    hard = [one.id for one in bank.questions if one.knock_out == "hard"]
    soft = [one.id for one in bank.questions if one.knock_out == "soft"]
    assert hard == ["IS-04", "SL-04", "AE-01", "AE-02", "AE-05", "AE-07"]
    assert soft == [
        *("QS-01", "IS-01", "HO-02", "BC-02", "RM-02", "RM-03", "IM-02", "SL-03"),
        *("VP-01", "VP-07", "AE-06", "AE-08", "EX-01", "EX-04"),
    ]
    assert all(bank[name].scored_input for name in (*hard, *soft))
    assert sum(one.weight for one in bank.of_area("RM")) == 39


def test_a_choice_says_in_words_what_it_is_worth(bank: Questionnaire) -> None:
    notice = bank["RM-02"].scored_input
    assert notice
    assert [(one.text, one.value) for one in notice.options] == [
        ("30 days or more", Decimal(1)),
        ("14 to 29 days", Decimal("0.75")),
        ("7 to 13 days", Decimal("0.4")),
        ("1 to 6 days", Decimal("0.15")),
        ("No notice, or none committed", Decimal(0)),
    ]
    assert notice.value_of("from_14_days") == Decimal("0.75")
    assert notice.value_of("from_99_days") is None


def test_a_date_belongs_to_its_answer_and_grows_old(bank: Questionnaire) -> None:
    dated = [one for one in bank.questions if any(each.partial_after_months for each in one.inputs)]
    assert [one.id for one in dated] == ["QS-08", "IS-06", "BC-02"]
    for question in dated:
        day = question.input("date")
        assert day
        assert day.partial_after_months == 12
        assert day.shown_when == AnswerIs(question.id, "answer", ("yes", "partial"))


def test_one_question_is_judged_by_the_reviewer_alone(bank: Questionnaire) -> None:
    assert [one.id for one in bank.questions if one.scored_input is None] == ["IM-04"]
    assert [one.kind for one in bank["IM-04"].inputs] == ["text", "file"]


def test_a_frozen_copy_is_read_like_the_file(bank: Questionnaire) -> None:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert questionnaire_of(content, bank.version) == bank


def test_conditions_are_read_nested(bank: Questionnaire) -> None:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    content["questions"][0]["asked_when"] = {"all": [{"tier": ["T1"]}, {"all": [{"tier": ["T2"]}]}]}
    read = questionnaire_of(content, bank.version)["QS-01"].asked_when
    assert read == All((TierIs(("T1",)), All((TierIs(("T2",)),))))


def test_an_unknown_question_is_no_question(bank: Questionnaire) -> None:
    with pytest.raises(KeyError, match="QS-99"):
        bank["QS-99"]
