"""Canaries: marked words planted in every text, and what stands in the company that holds them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from app.people.permissions import ROLES

MARK = "kanari"
"""Every canary begins with it; an answer that a person may not have must not hold it."""

VISITORS = (*ROLES, "nobody", "left", "stranger", "supplier")
"""Nine roles; nobody signed in; somebody deactivated with an old cookie; a cookie with a made-up session; a supplier's
lead who came in by a personal link."""


@dataclass
class Company:
    """What stands in the database: object words with own and other, session ids, and the canaries that were planted."""

    objects: dict[str, list[str]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    canaries: list[str] = field(default_factory=list)
    serial: Iterator[int] = field(default_factory=lambda: count(1))

    def word(self, what: str) -> str:
        """Return a new canary."""
        made = f"{MARK}{next(self.serial):03d} {what}"
        self.canaries.append(made)
        return made

    def keep(self, word: str, *ids: object) -> None:
        """Remember objects under the word that routes.tsv calls them by."""
        self.objects.setdefault(word, []).extend(str(one) for one in ids)
