"""Who may read which evidence. Pure; `queries` and downloads ask it, so a list never shows more than a page opens.

A confidentiality narrows within the permission to read evidence at all; whoever owns a piece reads it in any case.
Inspectors read all four: what we relied on is part of the record they inspect (their scope narrows it besides).
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Confidentiality:
    """One level: what it means, and the roles that read it."""

    title: str
    what: str
    roles: frozenset[str]


_ALL = frozenset({"SQM", "BPO", "SO", "SME", "ISEC", "QA", "LEAD", "INSP"})
_AT_WORK = frozenset({"SQM", "SO", "SME", "ISEC", "QA", "INSP"})

LEVELS = {
    "public": Confidentiality("public", "The supplier publishes it.", _ALL),
    "internal": Confidentiality("internal", "For our own people.", _ALL),
    "confidential": Confidentiality("confidential", "For those who work on suppliers and releases.", _AT_WORK),
    "supplier_confidential": Confidentiality(
        "supplier-confidential",
        "Given to us under a confidentiality agreement, such as a SOC 2 report.",
        _AT_WORK - {"SO"},
    ),
}
"""The levels by their code, the most open first."""

OWNERS = frozenset({"SQM", "SO", "SME"})
"""Roles whose holders own evidence: those who record a newer version."""


def readable_levels(roles: Sequence[str]) -> tuple[str, ...]:
    """Return the levels that somebody with these roles reads."""
    return tuple(code for code, one in LEVELS.items() if not one.roles.isdisjoint(roles))


def may_read(level: str, roles: Sequence[str], *, is_owner: bool) -> bool:
    """Tell whether somebody reads evidence of this level."""
    return is_owner or level in readable_levels(roles)


def level_problem(level: str, roles: Sequence[str]) -> str | None:
    """Return the sentence against choosing this level, or None: nobody closes a door behind which they stand."""
    if level not in LEVELS:
        return "Choose how confidential it is."
    if level not in readable_levels(roles):
        readers = ", ".join(sorted(LEVELS[level].roles))
        return f"Evidence that is {LEVELS[level].title} is read by {readers}; ask one of them to record it."
    return None
