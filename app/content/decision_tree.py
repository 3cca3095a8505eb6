"""The ten rules that give a change its level, as content: questions, proof and outcomes by tier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class Outcome:
    """What follows in one case of a rule: a level by tier, a kind of test and flags."""

    when: str
    levels: Mapping[str, str]
    test: str
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One rule. ``proof`` names what must be stored, with its date, before the rule may stop."""

    id: str
    order: int
    question: str
    stops: bool
    proof: str | None
    outcomes: tuple[Outcome, ...]

    def outcome(self, when: str) -> Outcome:
        """Return the outcome of a case. Raises KeyError with a sentence for a case it does not have."""
        return _find(self.outcomes, when, self.id)


@dataclass(frozen=True)
class PackTest:
    """One test of a pack, by name."""

    id: str
    title: str


@dataclass(frozen=True)
class DecisionTree:
    """The rules in their order, what holds when none applies, and the test packs."""

    version: Version
    confirmation_months: int
    rules: tuple[Rule, ...]
    otherwise: tuple[Outcome, ...]
    core_pack: tuple[PackTest, ...]
    smoke_pack: tuple[PackTest, ...]
    integration_smoke: PackTest

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by id. Raises KeyError with a sentence for an unknown one."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(f"The decision tree has no rule {rule_id}.")

    def outcome(self, rule_id: str, when: str) -> Outcome:
        """Return the outcome of a rule's case; ``otherwise`` names the case that no rule applies."""
        if rule_id == "otherwise":
            return _find(self.otherwise, when, rule_id)
        return self.rule(rule_id).outcome(when)


def decision_tree_of(content: Mapping[str, Any], version: Version) -> DecisionTree:
    """Build the decision tree from checked content, rules in their order."""
    rules = sorted((_rule(item) for item in content["rules"]), key=lambda rule: rule.order)
    return DecisionTree(
        version,
        content["confirmation_months"],
        tuple(rules),
        _outcomes(content["otherwise"]),
        tuple(_test(item) for item in content["core_pack"]),
        tuple(_test(item) for item in content["smoke_pack"]),
        _test(content["integration_smoke"]),
    )


def _rule(item: Mapping[str, Any]) -> Rule:
    return Rule(
        item["id"],
        item["order"],
        item["question"],
        item["stops"],
        item.get("proof"),
        _outcomes(item["outcomes"]),
    )


def _outcomes(items: Iterable[Mapping[str, Any]]) -> tuple[Outcome, ...]:
    return tuple(Outcome(o["when"], dict(o["levels"]), o["test"], tuple(o["flags"])) for o in items)


def _test(item: Mapping[str, Any]) -> PackTest:
    return PackTest(item["id"], item["title"])


def _find(outcomes: tuple[Outcome, ...], when: str, where: str) -> Outcome:
    for outcome in outcomes:
        if outcome.when == when:
            return outcome
    raise KeyError(f"{where} has no outcome for the case {when!r}.")
