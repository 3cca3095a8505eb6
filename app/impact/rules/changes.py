"""A release note becomes changes, the unit of triage; a changed note is mapped onto the earlier one.

note | plain lines (markup) | shape of each line (outline) | blocks under their headings | changes, each once

One change per top-level item with its nested lines; text outside items is a change per paragraph, because
nothing a vendor wrote may be lost. Decides nothing about importance.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from app.impact.rules.markup import plain_lines
from app.impact.rules.outline import Line, outline

NO_DETAILS = "The vendor gave no details"
_TITLE_LENGTH = 140
_CREDIT = re.compile(r"\s+by @\S+(?: in https?://\S+)?\s*$")


@dataclass(frozen=True)
class ChangeText:
    """One item of a release note. ``position`` counts from 1; ``also_in`` names sections that repeat it."""

    position: int
    section: str
    title: str
    text: str
    also_in: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Identity of the words, stable over position, section, case and spacing: 32 hexadecimal digits."""
        return key_of(self.text)


@dataclass
class _Block:
    """One item or paragraph while its lines are collected."""

    section: str
    indent: int | None
    lines: list[str] = field(default_factory=list)


def split(note_text: str) -> tuple[ChangeText, ...]:
    """Return the changes of a note, at least one; an empty note says that the vendor gave no details."""
    found: dict[str, ChangeText] = {}
    for block in _blocks(outline(plain_lines(note_text))):
        text = "\n".join(block.lines).strip()
        key = key_of(text)
        if key in found:
            found[key] = _repeated(found[key], block.section)
        elif any(character.isalnum() for character in text):
            found[key] = ChangeText(len(found) + 1, block.section, title_of(text), text)
    return tuple(found.values()) or (ChangeText(1, "", NO_DETAILS, NO_DETAILS),)


def is_list(text: str) -> bool:
    """Say whether a text begins as a list: its first line is an item or a heading."""
    first = next((line for line in outline(plain_lines(text)) if line.kind != "blank"), None)
    return first is not None and first.kind in {"item", "heading"}


def key_of(text: str) -> str:
    """Return the identity of a change's words (SHA-256 of the normalised text, first 32 digits)."""
    normal = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def title_of(text: str) -> str:
    """Return the first sentence or line of a change, cut between words at 140 characters."""
    lines = text.strip().split("\n")
    wrapped = itertools.takewhile(lambda line: not line.lstrip().startswith("- "), lines[1:])
    first = _CREDIT.sub("", " ".join(line.strip() for line in (lines[0], *wrapped)))
    sentence = re.match(r"(.{20,}?[.!?])\s+\S", first)
    title = sentence.group(1) if sentence else first
    if len(title) <= _TITLE_LENGTH:
        return title
    return title[:_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def _blocks(lines: Iterable[Line]) -> Iterator[_Block]:
    headings: list[Line] = []
    block: _Block | None = None
    is_after_blank = False
    for line in lines:
        if block is not None and not _belongs(line, block, is_after_blank=is_after_blank):
            yield block
            block = None
        if line.kind == "heading":
            headings = [*(h for h in headings if h.level < line.level), line]
        elif line.kind != "blank":
            if block is None:
                section = " > ".join(h.text for h in headings if h.text)
                block = _Block(section, line.indent if line.kind == "item" else None)
            block.lines.append(_shown(line, block))
        is_after_blank = line.kind == "blank"
    if block is not None:
        yield block


def _belongs(line: Line, block: _Block, *, is_after_blank: bool) -> bool:
    """Say whether a line still belongs to the open item or paragraph."""
    if line.kind == "heading":
        return False
    if line.kind == "blank":
        return True
    if block.indent is None:
        return line.kind == "text" and not is_after_blank
    return line.indent > block.indent or (line.kind == "text" and not is_after_blank)


def _shown(line: Line, block: _Block) -> str:
    if not block.lines:
        return line.text.strip()
    depth = max(0, line.indent - (block.indent or 0)) if block.indent is not None else 0
    mark = "- " if line.kind == "item" else ""
    return " " * min(depth, 12) + mark + line.text.strip()


def _repeated(change: ChangeText, section: str) -> ChangeText:
    if section == change.section or section in change.also_in:
        return change
    return replace(change, also_in=(*change.also_in, section))
