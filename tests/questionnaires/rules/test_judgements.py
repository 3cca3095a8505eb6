"""What may be said of an answer, and how far a review is."""

import pytest

from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.judgements import (
    OVERTAKEN,
    Judged,
    answer_digest,
    choices,
    outcomes_for,
    problems,
    reviewed,
)
from tests.factories.questionnaires import question, sendable

CHOICE = {
    "code": "answer", "kind": "single_choice", "label": "Answer", "scored": True,
    "options": [{"code": "all", "text": "All", "value": "1"}, {"code": "some", "text": "Some", "value": "0.4"}],
}  # fmt: skip
CONTENT = {
    "title": "Small",
    "areas": [{"code": "QS", "name": "Quality", "weight": 100}],
    "questions": [
        question("QS-01", "QS"),
        question("QS-02", "QS", CHOICE),
        question("QS-03", "QS", {"code": "words", "kind": "text", "label": "In words"}, weight=3),
        question("QS-04", "QS", {"code": "words", "kind": "text", "label": "In words"}, weight=0),
    ],
}
ANSWERS = {
    "QS-01": Answer({"answer": "yes"}),
    "QS-02": Answer({"answer": "all"}),
    "QS-03": Answer({"words": "As in our manual."}),
    "QS-04": Answer({"words": "Lisbon"}),
}
CLAIM = Answer(not_applicable="We hold no such data.")


def found(question_id, answer=None, **judged):
    """Return the fields that stand against a judgement."""
    one = sendable(CONTENT).questionnaire[question_id]
    return [name for name, _ in problems(one, answer or ANSWERS[question_id], Judged(**judged))]


@pytest.mark.parametrize(
    ("question_id", "judged", "against"),
    [
        ("QS-01", {"outcome": "accepted", "evidence_class": "E0"}, []),
        ("QS-01", {"outcome": "accepted"}, ["evidence_class"]),
        ("QS-01", {"outcome": "accepted", "evidence_class": "E2"}, ["examined"]),
        ("QS-01", {"outcome": "accepted", "evidence_class": "E2", "examined": "Audit report"}, []),
        ("QS-01", {"outcome": "accepted", "evidence_class": "E9", "examined": "Report"}, ["evidence_class"]),
        ("QS-01", {"outcome": "accepted", "evidence_class": "E0", "value": "no"}, ["value"]),
        ("QS-01", {"outcome": "changed", "evidence_class": "E0", "value": "no"}, ["reason"]),
        ("QS-01", {"outcome": "changed", "evidence_class": "E0", "reason": "The report says no."}, ["value"]),
        ("QS-01", {"outcome": "changed", "evidence_class": "E0", "value": "yes", "reason": "As it is."}, ["value"]),
        ("QS-01", {"outcome": "changed", "evidence_class": "E0", "value": "no", "reason": "The report says no."}, []),
        ("QS-02", {"outcome": "changed", "evidence_class": "E0", "value": "some", "reason": "Page 4 says some."}, []),
        (
            "QS-02",
            {"outcome": "changed", "evidence_class": "E0", "value": "no", "reason": "Page 4 says no."},
            ["value"],
        ),
        ("QS-03", {"outcome": "accepted", "evidence_class": "E0"}, ["value"]),
        ("QS-03", {"outcome": "accepted", "evidence_class": "E0", "value": "partial"}, []),
        ("QS-04", {"outcome": "accepted"}, []),
        ("QS-04", {"outcome": "accepted", "evidence_class": "E1"}, ["evidence_class"]),
        ("QS-01", {"outcome": "returned"}, ["reason"]),
        ("QS-01", {"outcome": "returned", "reason": "Which version of the report?"}, []),
        ("QS-01", {"outcome": "not_applicable"}, ["outcome"]),
        ("QS-01", {"outcome": ""}, ["outcome"]),
    ],
)
def test_what_stands_against_a_judgement(question_id, judged, against):
    assert found(question_id, **judged) == against


def test_a_claim_that_a_question_does_not_apply_is_accepted_or_refused_and_nothing_else():
    assert outcomes_for(CLAIM) == ("not_applicable", "claim_refused", "returned")
    assert found("QS-01", CLAIM, outcome="not_applicable") == []
    assert found("QS-01", CLAIM, outcome="claim_refused") == ["reason"]
    assert found("QS-01", CLAIM, outcome="accepted", evidence_class="E0") == ["outcome"]
    assert found("QS-01", CLAIM, outcome="not_applicable", evidence_class="E4") == ["evidence_class"]


def test_values_are_those_of_the_scored_choice_or_the_plain_ones():
    questionnaire = sendable(CONTENT).questionnaire
    assert choices(questionnaire["QS-02"]) == {"all": "All", "some": "Some"}
    assert list(choices(questionnaire["QS-03"])) == ["yes", "partial", "no"]


def test_a_judgement_holds_as_long_as_its_answer_stands():
    before = answer_digest(ANSWERS["QS-01"], ["a" * 64])
    assert before == answer_digest(Answer({"answer": "yes"}), ["a" * 64])
    for other in (
        answer_digest(Answer({"answer": "no"}), ["a" * 64]),
        answer_digest(ANSWERS["QS-01"], []),
        answer_digest(ANSWERS["QS-01"], ["a" * 64, "b" * 64]),
        answer_digest(Answer({"answer": "yes"}, remark="Since March."), ["a" * 64]),
    ):
        assert other != before
        assert reviewed({"QS-01": "answered"}, {"QS-01": other}, {"QS-01": ("accepted", before)}).standings == {
            "QS-01": OVERTAKEN
        }


def test_reviewed_counts_what_is_settled_of_what_is_shown():
    states = {"A": "answered", "B": "answered", "C": "hidden", "D": "not_applicable", "E": "answered"}
    digests = dict.fromkeys(states, "x")
    newest = {"A": ("accepted", "x"), "B": ("returned", "x"), "D": ("not_applicable", "x")}
    standing = reviewed(states, digests, newest)
    assert (standing.to_review, standing.percent, standing.is_settled) == (4, 50, False)
    assert standing.named("returned", "to_review") == ("B", "E")
    full = reviewed(states, digests, {**newest, "B": ("changed", "x"), "E": ("accepted", "x")})
    assert (full.percent, full.is_settled) == (100, True)
