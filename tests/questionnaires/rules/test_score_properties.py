"""What holds for every response: seeded chance answers the bank and a questionnaire with gates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from app.content.definitions import load
from app.content.questions import Question, Questionnaire
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.evidence import Evidence
from app.questionnaires.rules.figures import total
from app.questionnaires.rules.lines import Review
from app.questionnaires.rules.score import Score, score
from tests.paths import ROOT
from tests.questionnaires.rules.figures import SHIPPED
from tests.questionnaires.rules.small import plain, question, questionnaire

TODAY = date(2026, 11, 23)
CLASSES = tuple(SHIPPED.confidences)
Given = tuple[dict[str, Answer], dict[str, Review]]


@pytest.fixture(scope="module")
def bank() -> Questionnaire:
    return load(ROOT / "questionnaires").questionnaires[0]


def gated() -> Questionnaire:
    """Twelve questions, every third behind the one before it, some behind two."""
    either = {"any": [{"question": "AA-1", "is": ["yes"]}, {"question": "BB-4", "is": ["partial"]}]}
    return questionnaire(
        *(question(f"AA-{n}") for n in (0, 1)),
        question("AA-2", weight=9, shown_when={"question": "AA-1", "is": ["yes", "partial"]}),
        question("AA-3", weight=1, knock_out="hard", shown_when={"question": "AA-2", "is": ["yes"]}),
        *(question(f"BB-{n}", weight=n) for n in (4, 5)),
        question("BB-6", knock_out="soft", shown_when=either),
        question("BB-7", shown_when={"all": [either, {"question": "BB-5", "is": ["no"]}]}),
    )


def respond(form: Questionnaire, chance: Random) -> Given:
    """Answer most questions somehow, claim that some do not apply, leave some blank."""
    answers, reviews = {}, {}
    for one in form.questions:
        fate = chance.random()
        if fate < 0.1:
            continue
        answers[one.id] = Answer(not_applicable="Not here.") if fate < 0.2 else answer(one, chance)
        old = chance.random() < 0.3
        evidence = (Evidence(chance.choice(CLASSES), is_stale=old),)
        reviews[one.id] = Review(evidence=evidence, accepts_not_applicable=chance.random() < 0.5)
    return answers, reviews


def answer(one: Question, chance: Random) -> Answer:
    scored = one.scored_input
    if scored is None:
        return Answer({one.inputs[0].code: "none"})
    return Answer({scored.code: chance.choice(scored.codes), "date": chance.choice(("2026-01-01", "2020-01-01"))})


def reckoned(form: Questionnaire, given: Given) -> Score:
    return score(form, [one.id for one in form.questions], *given, SHIPPED, TODAY)


def responses(form: Questionnaire, count: int) -> Iterator[tuple[Random, Given]]:
    for seed in range(count):
        chance = Random(seed)
        yield chance, respond(form, chance)


def shown(value: Decimal) -> Decimal:
    """A figure as it stands on a page."""
    return value.quantize(Decimal("0.0001"))


def test_every_line_that_is_shown_adds_to_the_total_that_is_shown(bank: Questionnaire) -> None:
    for _, given in responses(bank, 200):
        found = reckoned(bank, given)
        for area in found.areas:
            assert all(one.points == shown(one.points) for one in area.lines)
            assert total(shown(one.points) for one in area.lines) == area.points
            assert sum(one.question.weight for one in area.lines) == area.weight
        whole = found.effectiveness
        assert total(shown(one.points) for one in whole.lines) == whole.points == shown(whole.points)
        assert len(found.lines) == sum(
            found.count(one) for one in ("answered", "unanswered", "undecided", "not_applicable", "hidden")
        )


@pytest.mark.parametrize("name", ["bank", "gated"])
def test_a_score_is_bounded_and_lies_within_its_range(bank: Questionnaire, name: str) -> None:
    form = bank if name == "bank" else gated()
    for _, given in responses(form, 100):
        found = reckoned(form, given)
        assert 0 <= found.uncertainty.lowest <= found.counted <= found.uncertainty.highest <= 1
        assert all(one.score is None or 0 <= one.score <= 1 for one in found.areas)
        assert all(one.leads_to >= found.counted for one in found.improvements)


@pytest.mark.parametrize("name", ["bank", "gated"])
def test_better_or_more_evidence_never_lowers_a_score(bank: Questionnaire, name: str) -> None:
    form = bank if name == "bank" else gated()
    for chance, (answers, reviews) in responses(form, 60):
        before = reckoned(form, (answers, reviews)).counted
        for lucky in chance.sample(sorted(reviews), k=min(5, len(reviews))):
            stronger = CLASSES[min(len(CLASSES) - 1, CLASSES.index(reviews[lucky].evidence[0].code) + 1)]
            old = reviews[lucky].evidence[0].is_stale
            better = replace(reviews[lucky], evidence=(Evidence(stronger, is_stale=old),))
            assert reckoned(form, (answers, {**reviews, lucky: better})).counted >= before
            weak = Evidence(chance.choice(CLASSES), is_stale=True)
            more = replace(reviews[lucky], evidence=(*reviews[lucky].evidence, weak))
            assert reckoned(form, (answers, {**reviews, lucky: more})).counted >= before


def test_a_better_answer_never_lowers_a_score(bank: Questionnaire) -> None:
    for chance, (answers, reviews) in responses(bank, 40):
        before = reckoned(bank, (answers, reviews)).counted
        for name in chance.sample(sorted(answers), k=8):
            scored = bank[name].scored_input
            given = answers[name].values.get(scored.code) if scored else None
            if not scored or not isinstance(given, str):
                continue
            now = scored.value_of(given)
            assert now is not None
            for code in scored.codes:
                value = scored.value_of(code)
                if value is not None and value >= now:
                    better = Answer({**answers[name].values, scored.code: code})
                    assert reckoned(bank, ({**answers, name: better}, reviews)).counted >= before


@pytest.mark.parametrize("name", ["bank", "gated"])
def test_a_blank_never_helps(bank: Questionnaire, name: str) -> None:
    form = bank if name == "bank" else gated()
    for chance, (answers, reviews) in responses(form, 80):
        found = reckoned(form, (answers, reviews))
        excluded = {one.question.id for one in found.lines if one.state in ("not_applicable", "hidden")}
        for left_blank in chance.sample(sorted(set(answers) - excluded), k=2):
            fewer = {one: given for one, given in answers.items() if one != left_blank}
            silent = reckoned(form, (fewer, {**reviews, left_blank: Review()}))
            assert silent.counted <= found.counted
            assert silent.uncertainty.highest <= found.uncertainty.highest


def test_the_order_of_answers_and_of_questions_changes_nothing(bank: Questionnaire) -> None:
    for chance, (answers, reviews) in responses(bank, 30):
        found = reckoned(bank, (answers, reviews))
        shuffled = dict(chance.sample(sorted(answers.items(), key=lambda one: one[0]), k=len(answers)))
        assert reckoned(bank, (shuffled, reviews)).effectiveness == found.effectiveness
        other = replace(bank, questions=tuple(chance.sample(bank.questions, k=len(bank.questions))))
        assert reckoned(other, (answers, reviews)).counted == found.counted


def test_a_knock_out_survives_any_average(bank: Questionnaire) -> None:
    best: dict[str, Answer] = {}
    for one in bank.questions:
        scored = one.scored_input
        code = max(scored.codes, key=lambda each: scored.value_of(each) or 0) if scored else ""
        best[one.id] = Answer({scored.code: code, "date": "2026-11-01"} if scored else {"list": "none"})
    proof = {one.id: Review(evidence=(Evidence("E4"),)) for one in bank.questions}
    proof["IM-04"] = replace(proof["IM-04"], value=Decimal(1))
    assert reckoned(bank, (best, proof)).counted == 1
    for one in bank.questions:
        if one.knock_out != "none":
            cap = SHIPPED.hard_cap if one.knock_out == "hard" else SHIPPED.soft_cap
            silent = reckoned(bank, ({**best, one.id: Answer()}, proof))
            denied = reckoned(bank, (best, {**proof, one.id: replace(proof[one.id], value=SHIPPED.trips_at)}))
            assert silent.counted == denied.counted == cap
            assert silent.effectiveness.value > Decimal("0.9")


def test_an_honest_no_is_worth_the_same_whatever_stands_behind_it() -> None:
    form = questionnaire(question("AA-1"), question("AA-2"))
    said = {"AA-1": plain(), "AA-2": plain("no")}
    figures = {reckoned(form, (said, {"AA-2": Review(evidence=(Evidence(code),))})).counted for code in CLASSES}
    assert len(figures) == 1
