"""A vendor's note as plain lines: HTML lists become ``- `` items and headings ``## ``; inline marks go."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_HTML = re.compile(r"<\s*(?:li|ul|ol|p|h[1-6]|div|br|table|td)\b[^<>]{0,300}>", re.IGNORECASE)
_STRAY = re.compile(r"<(?!/?[A-Za-z][^<>]{0,2000}>)|&(?!#?\w{1,31};)")
"""Marks that open nothing. Left in, they make the parser look for their end again and again."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?:[^()\s]|\([^()\s]*\)){0,500}(?:\s\"[^\"\n]*\")?\)")
_REFERENCE = re.compile(r":[a-z]+:`([^`<\n]+)(?:<[^`\n]*>)?`")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,500}?)(?<=\S)\1")
_BLOCKS = {"p", "div", "section", "article", "table", "tr", "blockquote", "pre", "dl", "dt", "dd"}


def plain_lines(note: str) -> list[str]:
    """Return the lines of a note with HTML lists and headings written the plain way. Never raises."""
    text = _COMMENT.sub(" ", note.replace("\r\n", "\n").replace("\r", "\n")).replace("\x00", "")
    if _HTML.search(text) and not re.search(r"^\s{0,3}(?:#{1,6}|[-*+])\s", text, re.MULTILINE):
        text = _Plain.of(_STRAY.sub(lambda mark: "&lt;" if mark.group() == "<" else "&amp;", text))
    return [unescape(_TAG.sub("", line)).expandtabs(4).rstrip() for line in text.split("\n")]


def without_marks(line: str) -> str:
    """Return a line without link targets and bold marks; code marks stay, they name things."""
    line = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", line))
    return _BOLD.sub(r"\2", line)


class _Plain(HTMLParser):
    """Writes headings as ``## ``, items as ``- `` with their depth as indent, blocks as paragraphs."""

    @classmethod
    def of(cls, text: str) -> str:
        parser = cls()
        parser.feed(text)
        parser.close()
        return "".join(parser.parts)

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.depth = 0
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own signature
        if tag in {"script", "style"}:
            self.skipped += 1
        elif tag in {"ul", "ol"}:
            self.depth += 1
        elif tag == "li":
            self.parts.append("\n" + "  " * max(0, self.depth - 1) + "- ")
        elif re.fullmatch(r"h[1-6]", tag):
            self.parts.append("\n\n" + "#" * int(tag[1]) + " ")
        elif tag in _BLOCKS or tag == "br":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.skipped = max(0, self.skipped - 1)
        elif tag in {"ul", "ol"}:
            self.depth = max(0, self.depth - 1)
            if not self.depth:
                self.parts.append("\n\n")
        elif re.fullmatch(r"h[1-6]", tag):
            self.parts.append("\n\n")
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        """A break inside an item stays inside it; elsewhere it ends the paragraph."""
        if self.depth:
            if not "".join(self.parts[-1:]).endswith("- "):
                self.parts.append("\n" + "  " * self.depth)
        else:
            self.parts.append("\n\n")
