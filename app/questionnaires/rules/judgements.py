"""Reviewing one answer: what may be said of it, and how far a review is. Pure.

Answered and reviewed are two figures. A judgement belongs to the answer it was made on: when the supplier changes the
answer, the question is open again and the earlier judgement stays readable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.base import canonical
from app.content.questions import Question
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.bodies import body_of
from app.questionnaires.rules.completeness import HIDDEN
from app.questionnaires.rules.phrases import PLAIN_WORDS

ACCEPTED, CHANGED, RETURNED = "accepted", "changed", "returned"
NA_ACCEPTED, NA_REFUSED = "not_applicable", "claim_refused"
OUTCOMES = {
    ACCEPTED: "Accept the answer",
    CHANGED: "Change its value",
    NA_ACCEPTED: "Accept that it does not apply",
    NA_REFUSED: "Refuse that it does not apply: it counts as unanswered",
    RETURNED: "Return it to the supplier",
}
"""What a reviewer may say."""
SETTLED = frozenset({ACCEPTED, CHANGED, NA_ACCEPTED, NA_REFUSED})
"""After these nothing is left to do about a question."""

OPEN, OVERTAKEN, NOTHING_TO_DO = "to_review", "overtaken", "nothing_to_do"

CLASSES = {
    "E0": "E0 assertion: nothing but the answer itself",
    "E1": "E1 policy or narrative",
    "E2": "E2 records or samples reviewed",
    "E3": "E3 independent assurance, current and in scope",
    "E4": "E4 seen by our own audit or test",
}
"""How well an answer is supported (risk model)."""


@dataclass(frozen=True)
class Judged:
    """What a reviewer says of one answer."""

    outcome: str
    value: str | None = None
    reason: str | None = None
    evidence_class: str | None = None
    examined: str | None = None


def answer_digest(answer: Answer, files: Sequence[str]) -> str:
    """Return the SHA-256 that a judgement binds to: the answer with all files that came with it."""
    return canonical.sha256(canonical.canonical({"answer": body_of(answer), "files": sorted(files)}))


def choices(question: Question) -> dict[str, str]:
    """Return the values that a reviewer may give an answer: those of its scored input, or the three plain ones."""
    scored = question.scored_input
    if scored is not None and scored.kind == "single_choice":
        return {one.code: one.text for one in scored.options}
    return dict(PLAIN_WORDS)


def outcomes_for(answer: Answer) -> tuple[str, ...]:
    """Return what may be said of an answer, or of a claim that the question does not apply."""
    return (ACCEPTED, CHANGED, RETURNED) if answer.not_applicable is None else (NA_ACCEPTED, NA_REFUSED, RETURNED)


def problems(question: Question, answer: Answer, judged: Judged) -> Iterator[tuple[str, str]]:
    """Yield what stands against a judgement: field and sentence."""
    if judged.outcome not in outcomes_for(answer):
        yield "outcome", f"{question.id}: choose what becomes of the answer."
        return
    if judged.outcome in {CHANGED, NA_REFUSED, RETURNED} and not judged.reason:
        reader = "the supplier reads it" if judged.outcome == RETURNED else "it stands beside the supplier's words"
        yield "reason", f"{question.id}: say why; {reader}."
    yield from _value_problems(question, answer, judged)
    yield from _class_problems(question, judged)


def _value_problems(question: Question, answer: Answer, judged: Judged) -> Iterator[tuple[str, str]]:
    scored, offered = question.scored_input, choices(question)
    is_judged_whole = judged.outcome == ACCEPTED and scored is None and question.weight > 0
    if judged.outcome != CHANGED and not is_judged_whole:
        if judged.value:
            yield "value", f"{question.id}: a value is given only when you change the answer's own."
        return
    if judged.value not in offered:
        yield "value", f"{question.id}: choose the value that the answer has in your judgement."
    elif scored is not None and answer.values.get(scored.code) == judged.value:
        yield "value", f"{question.id}: this is what the supplier answered. Accept the answer, or choose another value."


def _class_problems(question: Question, judged: Judged) -> Iterator[tuple[str, str]]:
    is_classed = judged.outcome in {ACCEPTED, CHANGED} and question.weight > 0
    if not is_classed:
        if judged.evidence_class:
            yield "evidence_class", f"{question.id}: evidence is classed with an answer that counts."
        return
    if judged.evidence_class not in CLASSES:
        yield "evidence_class", f"{question.id}: choose how well the answer is supported."
    elif judged.evidence_class != "E0" and not judged.examined:
        yield "examined", f"{question.id}: name what you examined for {judged.evidence_class}."


@dataclass(frozen=True)
class Reviewed:
    """Where the review of a request stands, question by question: an outcome, open, overtaken, or nothing to do."""

    standings: Mapping[str, str]

    def count(self, *wanted: str) -> int:
        """Return how many questions stand so."""
        return sum(1 for one in self.standings.values() if one in wanted)

    def named(self, *wanted: str) -> tuple[str, ...]:
        """Return the questions that stand so, in order."""
        return tuple(name for name, one in self.standings.items() if one in wanted)

    @property
    def to_review(self) -> int:
        """How many questions a reviewer has to look at."""
        return len(self.standings) - self.count(NOTHING_TO_DO)

    @property
    def is_settled(self) -> bool:
        """Tell whether every question that has to be looked at is settled."""
        return self.count(*SETTLED) == self.to_review

    @property
    def percent(self) -> int:
        """Settled questions in percent, rounded down: 100 means all of them."""
        return 100 * self.count(*SETTLED) // self.to_review if self.to_review else 100


def reviewed(
    states: Mapping[str, str], digests: Mapping[str, str], judgements: Mapping[str, tuple[str, str]]
) -> Reviewed:
    """Return where a review stands. ``judgements`` give the newest outcome and the answer it was made on."""
    return Reviewed({name: _standing(state, digests[name], judgements.get(name)) for name, state in states.items()})


def _standing(state: str, digest: str, newest: tuple[str, str] | None) -> str:
    if state == HIDDEN:
        return NOTHING_TO_DO
    if newest is None:
        return OPEN
    outcome, made_on = newest
    return outcome if made_on == digest else OVERTAKEN
