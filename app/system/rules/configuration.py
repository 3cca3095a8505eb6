"""What the configuration is made of, its fingerprint, and what differs between two of them (21 CFR 11.10(a))."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.base import canonical


@dataclass(frozen=True, order=True)
class Item:
    """One thing that is set: its group, its name and its value in words. Secrets never stand here, only digests."""

    group: str
    name: str
    value: str


@dataclass(frozen=True)
class Difference:
    """One item that is not as it was; None where there was nothing before or is nothing now."""

    group: str
    name: str
    before: str | None
    after: str | None


def fingerprint(items: Iterable[Item]) -> str:
    """Return the SHA-256 over the canonical text of all items, whatever their order."""
    return canonical.sha256(canonical.canonical({"v": 1, "items": rows(items)}))


def rows(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return the items as they are frozen in a statement, in order."""
    return [{"group": one.group, "name": one.name, "value": one.value} for one in sorted(items)]


def items_of(frozen: Iterable[Mapping[str, Any]]) -> list[Item]:
    """Return frozen rows as items."""
    return [Item(one["group"], one["name"], one["value"]) for one in frozen]


def differences(before: Iterable[Item], after: Iterable[Item]) -> list[Difference]:
    """Return every item that was added, taken away or changed, by group and name."""
    old = {(one.group, one.name): one.value for one in before}
    new = {(one.group, one.name): one.value for one in after}
    return [
        Difference(group, name, old.get((group, name)), new.get((group, name)))
        for group, name in sorted(old.keys() | new.keys())
        if old.get((group, name)) != new.get((group, name))
    ]


def by_group(items: Sequence[Item]) -> dict[str, list[Item]]:
    """Return the items under their groups, in order."""
    found: dict[str, list[Item]] = {}
    for one in sorted(items):
        found.setdefault(one.group, []).append(one)
    return found
