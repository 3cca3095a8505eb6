"""Vendors' notes as text a person can read and two revisions can be compared by.

nh3 (an HTML5 parser) drops scripts, styles and every attribute and returns properly nested elements; a single pass
writes them as lines: headings as "## …", list items as "- …", table cells parted by " | ". Nothing here is HTML
afterwards, so nothing of a vendor's markup can reach a page. Source: threats-and-faults.md T5.
"""

import re
from html import unescape
from typing import Final

import nh3

# marks that stand for structure while tags become text; control characters are removed from the vendor's text before
_ITEM, _ITEM_END, _HEADING, _CELL, _SPACE, _GAP = "\x03", "\x07", "\x04", "\x06", "\x05", "\x0e"
_APART: Final = ("p", "blockquote", "pre", "table", "hr")
_LINES: Final = (
    "br",
    "div",
    "tr",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "section",
    "article",
    "summary",
    "details",
    "figcaption",
)
_MARKS: Final = {
    **{f"{slash}{tag}": f"\n{_GAP}\n" for tag in _APART for slash in ("", "/")},
    **{f"{slash}{tag}": "\n" for tag in _LINES for slash in ("", "/")},
    **{f"h{level}": f"\n{_GAP}\n{_HEADING}" for level in range(1, 7)},
    **{f"/h{level}": "\n" for level in range(1, 7)},
    "li": f"\n{_ITEM}",
    "/li": f"{_ITEM_END}\n",
    "td": _CELL,
    "th": _CELL,
    "/td": "",
    "/th": "",
}
_KEPT: Final = {tag for tag in _MARKS if not tag.startswith("/")}
_DROPPED: Final = {"script", "style", "template", "iframe", "object", "noembed", "noframes", "select", "textarea"}
_CLEANER: Final = nh3.Cleaner(
    tags=_KEPT, clean_content_tags=_DROPPED, attributes={}, generic_attribute_prefixes=set(), link_rel=None
)
_HAS_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_TAG: Final = re.compile(r"<(/?[a-z0-9]+)>")
_PRE: Final = re.compile(r"(?<=<pre>).*?(?=</pre>)", re.DOTALL)
_HEADING_BODY: Final = re.compile(r"(?<=<h[1-6]>).*?(?=</h[1-6]>)")
_EMPTY_ITEM: Final = re.compile(f"{_ITEM}[\\s{_GAP}]*{_ITEM_END}")
_START: Final = re.compile(f"{_ITEM}[\\s{_GAP}{_ITEM}]*{_HEADING}?|{_HEADING}")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BULLET: Final = re.compile(r"^\s*[*•‣▪◦·–-]\s+(?=\S)")
_HASHES: Final = re.compile(r"^\s{0,3}#{1,6}\s+(?=\S)")


def readable(markup: str) -> str:
    """Return the text of a piece of HTML; text without any tag keeps its own lines."""
    if not _HAS_MARKUP.search(markup):
        return plain(unescape(markup))
    return _laid_out(_marked(without_controls(_CLEANER.clean(markup))))


def plain(text: str) -> str:
    """Return plain text with one kind of bullet, one kind of heading, no control characters and single blank lines."""
    lines: list[str] = []
    for raw in without_controls(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = _HASHES.sub("## ", _BULLET.sub("- ", raw.rstrip()))
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


def one_line(markup: str, *, is_html: bool = True) -> str:
    """Return a title as a single line of text."""
    text = readable(markup) if is_html and _HAS_MARKUP.search(markup) else unescape(markup) if is_html else markup
    return " ".join(without_controls(text).removeprefix("## ").split())


def without_controls(text: str) -> str:
    """Return the text without characters no database and no screen can take (C0 controls, lone surrogates)."""
    return _CONTROLS.sub("", text)


def _marked(cleaned: str) -> str:
    """Return sanitised HTML with its tags turned into line ends and marks, and its spaces collapsed."""
    if "<pre>" in cleaned:
        cleaned = _PRE.sub(lambda match: match[0].replace("\n", "<br>").replace(" ", _SPACE), cleaned)
    text = " ".join(cleaned.split())
    if "<br>" in text:
        text = _HEADING_BODY.sub(lambda match: match[0].replace("<br>", " "), text)
    return _TAG.sub(lambda match: _MARKS.get(match[1], ""), text)


def _laid_out(marked: str) -> str:
    text = _EMPTY_ITEM.sub("", marked)
    text = _START.sub(lambda match: "## " if match[0][-1] == _HEADING else "- ", text).replace(_ITEM_END, "")
    lines: list[str] = []
    is_apart = False
    for raw in (unescape(text) if "&" in text else text).split("\n"):
        line = _cells(raw) if _CELL in raw else " ".join(raw.split())
        if line == _GAP:
            is_apart = True
        elif line:
            if is_apart and lines and _wants_blank(lines[-1], line):
                lines.append("")
            lines.append(line)
            is_apart = False
    return "\n".join(lines).replace(_SPACE, " ")


def _wants_blank(before: str, line: str) -> bool:
    """One blank line between paragraphs and before headings, none after headings and beside list items."""
    return not before.startswith("## ") and (
        line.startswith("## ") or not (line.startswith("- ") or before.startswith("- "))
    )


def _cells(line: str) -> str:
    first, *cells = (" ".join(cell.split()) for cell in line.split(_CELL))
    return " | ".join([first, *cells] if first else cells)
