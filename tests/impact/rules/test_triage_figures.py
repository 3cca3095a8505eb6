"""How well triage reads real notes: measured on the labelled set, with floors a little below what was measured.

Run ``pytest tests/impact/rules/test_triage_figures.py -s`` to see the figures. Two readings are printed:
*plain* uses the whole vocabulary; *without own words* takes away, for each product family, every term that
matches in no other family of the set. It is a lower bound: it also removes general words that only happened to
be used by one product here.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pytest

from app.content.definitions import load
from app.content.vocabulary import Vocabulary
from app.impact.rules.changes import ChangeText
from app.impact.rules.terms import matches
from app.impact.rules.triage import Proposal, propose
from tests.paths import ROOT, shared_data

VOCABULARY = load(ROOT / "questionnaires").triage
FAMILIES = ("OpenLMIS", "Nextcloud")
Label = dict[str, object]


@dataclass
class Figures:
    hits: int = 0
    false: int = 0
    missed: int = 0
    kinds: int = 0
    impacts: int = 0
    high_found: int = 0
    high_said: int = 0
    high: int = 0
    rows: int = 0

    def add(self, label: Label, found: Proposal) -> None:
        wanted, said = set(label["areas"]), set(found.area_codes)  # type: ignore[call-overload]
        self.rows += 1
        self.hits += len(wanted & said)
        self.false += len(said - wanted)
        self.missed += len(wanted - said)
        self.kinds += found.kind == label["change_type"]
        self.impacts += found.impact == label["impact"]
        self.high += label["impact"] == "high"
        self.high_said += found.impact == "high"
        self.high_found += found.impact == "high" == label["impact"]

    def percent(self) -> dict[str, float]:
        return {
            "areas micro-F1": 200 * self.hits / (2 * self.hits + self.false + self.missed),
            "areas precision": 100 * self.hits / (self.hits + self.false),
            "areas recall": 100 * self.hits / (self.hits + self.missed),
            "kind accuracy": 100 * self.kinds / self.rows,
            "impact accuracy": 100 * self.impacts / self.rows,
            "high recall": 100 * self.high_found / self.high,
            "high precision": 100 * self.high_found / self.high_said,
        }


@pytest.fixture(scope="module")
def labels() -> list[Label]:
    path = shared_data() / "release-notes" / "labels.dev.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measured(labels: Iterable[Label], vocabulary_for: Callable[[str], Vocabulary], name: str) -> dict[str, float]:
    figures = Figures()
    for label in labels:
        text, section, title = (str(label[field]) for field in ("text", "section", "title"))
        product = str(label["product"])
        vocabulary = vocabulary_for(family(product))
        figures.add(label, propose(ChangeText(1, section, title, text), product, vocabulary))
    found = figures.percent()
    print(f"\n{name}: " + ", ".join(f"{key} {value:.1f} %" for key, value in found.items()))
    return found


def family(product: str) -> str:
    return next((name for name in FAMILIES if product.startswith(name)), product)


def test_triage_reads_the_labelled_notes_well(labels: list[Label]) -> None:
    found = measured(labels, lambda _: VOCABULARY, "plain")
    assert found["areas micro-F1"] >= 79
    assert found["kind accuracy"] >= 84
    assert found["impact accuracy"] >= 73
    assert found["high recall"] >= 90


def test_triage_still_reads_a_product_without_the_words_only_that_product_used(labels: list[Label]) -> None:
    users: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for label in labels:
        for field in ("section", "title", "text"):
            for match in matches(field, str(label[field]), VOCABULARY):
                users[match.term.group, match.term.code, match.term.phrase].add(family(str(label["product"])))
    without = {
        one: replace(
            VOCABULARY,
            terms=tuple(t for t in VOCABULARY.terms if users.get((t.group, t.code, t.phrase)) != {one}),
        )
        for one in {family(str(label["product"])) for label in labels}
    }
    found = measured(labels, lambda one: without[one], "without own words")
    assert found["areas micro-F1"] >= 66
    assert found["kind accuracy"] >= 67
    assert found["high recall"] >= 65
