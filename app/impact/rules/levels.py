"""The level of a change for our service, by the ten rules of the decision tree.

R1-R3 stop with L0 and need stored, dated proof | R4 holds L2 while something is unknown | R5-R10 are all
answered and the highest level counts | every rule's answer and reason is kept, met or not

An unknown fact never gives L0 by itself and never takes away what is already known to be serious. The verdict
is a proposal: the assessor confirms it, or overrides it with a rationale, and signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.content.decision_tree import DecisionTree, Outcome, Rule
from app.content.words import LEVELS, TEST_KINDS
from app.impact.rules.answers import MET, UNKNOWN, Answer, answers
from app.impact.rules.facts import ChangeFacts, ServiceFacts, Workflow

_STOPS = ("R1", "R2", "R3")
_OPEN = ("R5", "R6", "R7", "R8", "R9", "R10")


@dataclass(frozen=True)
class RuleOutcome:
    """One rule's answer (met, not_met or unknown), its reason, and the level it gives when met."""

    rule_id: str
    outcome: str
    sentence: str
    level: str | None = None


@dataclass(frozen=True)
class LevelVerdict:
    """The proposed level, the rule that gave it, and every rule's answer in order.

    ``rule_id`` is ``otherwise`` when every rule was answered and none applied. ``proof_needed`` names the proof
    that the verdict leans on or, for an unproven stop, that would be needed.
    """

    level: str
    rule_id: str
    is_stopped: bool
    reasons: tuple[RuleOutcome, ...]
    flags: tuple[str, ...]
    proof_needed: tuple[str, ...]
    look_back: bool
    needs_vendor_question: bool
    test_kind: str
    missing: tuple[str, ...]


def decide(
    change: ChangeFacts,
    service: ServiceFacts,
    workflows: Sequence[Workflow],
    tree: DecisionTree,
    today: date,
) -> LevelVerdict:
    """Propose the level of one change. Total: every combination of facts has a verdict, and none raises."""
    found = answers(change, service, workflows, tree.confirmation_months, today)
    stopping = [rule for rule in tree.rules if rule.id in _STOPS and found[rule.id].outcome == MET]
    deciding = _deciding(stopping, found, tree)
    winner, outcome = max(
        deciding,
        key=lambda pair: (LEVELS.index(pair[1].levels[service.tier]), -_order(tree, pair[0])),
    )
    effects = [item for _, item in deciding]
    flags = dict.fromkeys(flag for item in effects for flag in item.flags)
    if not stopping:
        flags |= dict.fromkeys(f"needs_{name}" for name, value in change.needs if value)
    return LevelVerdict(
        level=outcome.levels[service.tier],
        rule_id=winner,
        is_stopped=bool(stopping) or winner == "R4",
        reasons=tuple(_reason(rule, found[rule.id], service.tier) for rule in tree.rules),
        flags=tuple(flags),
        proof_needed=_proof(tree, found, stopping),
        look_back="look_back" in flags,
        needs_vendor_question=not stopping and bool(found["R4"].vendor_gaps),
        test_kind=max((item.test for item in effects), key=TEST_KINDS.index),
        missing=() if stopping else found["R4"].gaps,
    )


def assessment_level(levels: Iterable[str]) -> str:
    """Return the level of an impact assessment: the highest of its changes. Raises ValueError for none."""
    given = list(levels)
    if not given:
        raise ValueError("An impact assessment needs at least one change before it has a level.")
    return max(given, key=LEVELS.index)


def _deciding(stopping: list[Rule], found: dict[str, Answer], tree: DecisionTree) -> list[tuple[str, Outcome]]:
    """Return the outcomes that count: the first stop alone, else R4 and all of R5-R10 that are met."""
    if stopping:
        first = stopping[0]
        return [(first.id, first.outcome(found[first.id].case))]
    met = [rule for rule in ("R4", *_OPEN) if found[rule].outcome == MET]
    if met:
        return [(rule, tree.outcome(rule, found[rule].case)) for rule in met]
    return [("otherwise", tree.outcome("otherwise", found["otherwise"].case))]


def _order(tree: DecisionTree, rule_id: str) -> int:
    return 0 if rule_id == "otherwise" else tree.rule(rule_id).order


def _reason(rule: Rule, answer: Answer, tier: str) -> RuleOutcome:
    level = rule.outcome(answer.case).levels[tier] if answer.outcome == MET else None
    return RuleOutcome(rule.id, answer.outcome, answer.sentence, level)


def _proof(tree: DecisionTree, found: dict[str, Answer], stopping: list[Rule]) -> tuple[str, ...]:
    rules = stopping[:1] or [
        rule
        for rule in tree.rules
        if (rule.id in _STOPS and found[rule.id].outcome == UNKNOWN) or found[rule.id].vendor_gaps
    ]
    return tuple(rule.proof for rule in rules if rule.proof)
