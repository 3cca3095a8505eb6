"""Scoring a response to 500 questions, beside reading the same response from its JSON.

There is no peer that scores in the same way, so the yardstick is what no program can leave out: parsing what was
answered. Both alternate in one run. Quote the ratio, never a single time.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from app.content.definitions import load
from app.content.questions import Questionnaire
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.conditions import shown
from app.questionnaires.rules.evidence import Evidence
from app.questionnaires.rules.figures import figures_of
from app.questionnaires.rules.lines import Review
from app.questionnaires.rules.score import score
from config import ROOT

TODAY = date(2026, 11, 23)


def many(form: Questionnaire, count: int) -> Questionnaire:
    """Repeat the questions that ship until there are enough, each under an id of its own."""
    shipped = form.questions
    questions = (replace(shipped[n % len(shipped)], id=f"Q-{n}", shown_when=None) for n in range(count))
    return replace(form, questions=tuple(questions))


def answered(form: Questionnaire) -> dict[str, Answer]:
    """Answer every question somehow, with a remark as long as people write them."""
    chance = Random(7)
    found = {}
    for one in form.questions:
        scored = one.scored_input
        value = {scored.code: chance.choice(scored.codes)} if scored else {one.inputs[0].code: "none"}
        found[one.id] = Answer(value, remark="We do this for every release and keep the records for ten years. " * 3)
    return found


def milliseconds(work: Callable[[], object]) -> float:
    """Time one go."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=60)
    chosen = parser.parse_args()
    library = load(ROOT / "questionnaires")
    figures = figures_of(library.risk_model)
    form = many(library.questionnaires[0], chosen.questions)
    ids, answers = [one.id for one in form.questions], answered(form)
    reviews = {name: Review(evidence=(Evidence("E2"),)) for name in ids[::2]}
    told = json.dumps({name: {"values": dict(one.values), "remark": one.remark} for name, one in answers.items()})
    works: dict[str, Callable[[], object]] = {
        "score": lambda: score(form, ids, answers, reviews, figures, TODAY),
        "shown": lambda: shown(form, ids, answers),
        "read JSON": lambda: json.loads(told),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(chosen.rounds):
        for name, work in works.items():
            times[name].append(milliseconds(work))
    middle = {name: statistics.median(found) for name, found in times.items()}
    print(f"{chosen.questions} questions, median of {chosen.rounds} alternating rounds")
    for name, found in middle.items():
        print(f"  {name:<10} {found:8.2f} ms   {found / middle['read JSON']:6.1f} x reading the answers' JSON")
    result = {
        "questions": chosen.questions,
        "rounds": chosen.rounds,
        "median_ms": {name: round(found, 3) for name, found in middle.items()},
        "score_per_json": round(middle["score"] / middle["read JSON"], 2),
    }
    (ROOT / "bench" / "results" / "scoring.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
