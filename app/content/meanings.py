"""What a signature means, and who may use which meaning (21 CFR 11.50)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.content.version import Version


@dataclass(frozen=True)
class Meaning:
    """One meaning: the text shown and stored word for word, and the roles that may use it."""

    code: str
    title: str
    text: str
    roles: tuple[str, ...]
    source: str
    retrospective_text: str | None = None
    needs_reason: bool = False
    is_signature: bool = True

    def text_for(self, *, is_retrospective: bool = False) -> str:
        """Return the text to show and store; after go-live, the one that names the exposure window."""
        if is_retrospective and self.retrospective_text is not None:
            return self.retrospective_text
        return self.text


@dataclass(frozen=True)
class Meanings:
    """All signature meanings of one version."""

    version: Version
    items: tuple[Meaning, ...]

    def __getitem__(self, code: str) -> Meaning:
        """Return a meaning by code. Raises KeyError with a sentence for an unknown code."""
        for meaning in self.items:
            if meaning.code == code:
                return meaning
        raise KeyError(f"No signature meaning has the code {code!r}.")

    def for_role(self, role: str) -> tuple[Meaning, ...]:
        """Return the meanings a role may use."""
        return tuple(meaning for meaning in self.items if role in meaning.roles)


def meanings_of(content: Mapping[str, Any], version: Version) -> Meanings:
    """Build the meanings from checked content."""
    return Meanings(version, tuple(_meaning(item) for item in content["meanings"]))


def _meaning(item: Mapping[str, Any]) -> Meaning:
    return Meaning(
        code=item["code"],
        title=item["title"],
        text=item["text"],
        roles=tuple(item["roles"]),
        source=item["source"],
        retrospective_text=item.get("retrospective_text"),
        needs_reason=item.get("needs_reason", False),
        is_signature=item.get("is_signature", True),
    )
