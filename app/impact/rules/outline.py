"""The shape of a note, line by line: headings (Markdown, underlined, bold, short labels), items, other text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.impact.rules.markup import without_marks

_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(\S.*)$")
_UNDERLINE = re.compile(r"^\s{0,3}([=~^\"'`.:_-])\1{2,}\s*$")
_BOLD_ONLY = re.compile(r"^\s{0,3}(?:\*\*|__)([^*_\n]{1,80})(?:\*\*|__):?\s*$")
_ITEM = re.compile(r"^(\s*)(?:[-*+•‣◦–·]|\d{1,3}[.)])\s+(\S.*)$")
_FENCE = re.compile(r"^\s*(?:```|~~~)")
_DIRECTIVE = re.compile(r"^\s*\.\.\s+[\w-]+::\s*$")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_MARKDOWN_LEVELS = 6
_LABEL_LEVEL = 20
_LABEL_LENGTH = 60


@dataclass(frozen=True)
class Line:
    """One line and what it is: ``heading``, ``item``, ``text`` or ``blank``."""

    kind: str
    text: str
    indent: int = 0
    level: int = 0


def outline(lines: Sequence[str]) -> Iterator[Line]:
    """Yield every line with its kind; marks that only draw a heading or a rule are left out."""
    is_code = False
    skip = False
    for number, raw in enumerate(lines):
        if skip:
            skip = False
            continue
        if _FENCE.match(raw):
            is_code = not is_code
            continue
        if is_code:
            yield Line("text", raw, indent=4)
            continue
        following = lines[number + 1] if number + 1 < len(lines) else ""
        skip = _is_underlined(raw, following)
        line = _line(raw, following if skip else "", _next_text(lines, number))
        if line is not None:
            yield line


def _line(raw: str, underline: str, next_text: str) -> Line | None:
    if not raw.strip():
        return Line("blank", "")
    heading = _HEADING.match(raw)
    if heading:
        return Line("heading", without_marks(heading.group(2).rstrip("# ")), level=len(heading.group(1)))
    if underline:
        return Line("heading", without_marks(raw.strip()), level=1 if underline.strip()[0] == "=" else 2)
    if _RULE.match(raw) or _UNDERLINE.match(raw) or _DIRECTIVE.match(raw):
        return None
    item = _ITEM.match(raw)
    if item:
        return Line("item", without_marks(item.group(2)), indent=len(item.group(1)))
    label = _label(raw, next_text)
    if label:
        return Line("heading", label, level=_LABEL_LEVEL)
    return Line("text", without_marks(raw.strip()), indent=len(raw) - len(raw.lstrip()))


def _is_underlined(raw: str, following: str) -> bool:
    if not raw.strip() or not _UNDERLINE.match(following) or _ITEM.match(raw) or _HEADING.match(raw):
        return False
    return not _UNDERLINE.match(raw) and len(following.strip()) * 2 >= len(raw.strip())


def _label(raw: str, next_text: str) -> str | None:
    """Return a short unindented line as a label when items follow it (``Bug fixes:``, ``Added``)."""
    bold = _BOLD_ONLY.match(raw)
    if bold:
        return bold.group(1).strip().rstrip(":")
    text = raw.strip()
    is_short = len(text) <= _LABEL_LENGTH and not text.endswith((".", ";", ",", "!", "?"))
    if raw[:1].isspace() or not is_short or not _ITEM.match(next_text):
        return None
    return without_marks(text).rstrip(":").strip() or None


def _next_text(lines: Sequence[str], number: int) -> str:
    return next((line for line in lines[number + 1 : number + 4] if line.strip()), "")
