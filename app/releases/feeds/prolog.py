"""What stands before the first element: is the document safe to read, and what is it?

Entity declarations are where XML attacks live (threats-and-faults.md T9). Refused before any parser sees them: external
entities (SYSTEM, PUBLIC), parameter entities, entities built from other entities, and declarations whose uses would
swell the document. A short literal entity, as old feeds declare for "&nbsp;", is harmless and stays.
"""

import re
from dataclasses import dataclass
from typing import Final

MAX_EXPANSION: Final = 1_000_000
"""Bytes that all uses of declared entities together may add to a document."""

_MISC: Final = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
_DOCTYPE_TOKEN: Final = re.compile(rb"<!--.*?-->|<\?.*?\?>|\"[^\"]*\"|'[^']*'|[<>]", re.DOTALL)
_ROOT: Final = re.compile(rb"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_FIRST_TAG: Final = re.compile(rb"<\w")
_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)
_HARMLESS: Final = re.compile(
    rb"<!ENTITY\s+(?P<name>[A-Za-z_][\w.-]*)\s+(?:\"(?P<a>(?:[^\"&%<]|&#\w{1,8};){0,256})\""
    rb"|'(?P<b>(?:[^'&%<]|&#\w{1,8};){0,256})')\s*>"
)


@dataclass(frozen=True, slots=True)
class Prolog:
    """The root element's local name (lower case, "" when there is none) and why the document is refused, or ""."""

    root: str
    refusal: str


def read_prolog(document: bytes) -> Prolog:
    """Return what the beginning of a UTF-8 document tells."""
    start = _root_position(document)
    match = _ROOT.match(document, start)
    root = match[2].decode("utf-8", "replace").lower() if match else ""
    return Prolog(root=root, refusal=_refusal(document, start))


def _root_position(document: bytes) -> int:
    position = 3 if document.startswith(b"\xef\xbb\xbf") else 0
    while True:
        match = _MISC.match(document, position)
        if match:
            position = match.end()
        elif _DOCTYPE.match(document, position):
            position = _doctype_end(document, position)
        else:
            return position


def _doctype_end(document: bytes, start: int) -> int:
    depth = 0
    for token in _DOCTYPE_TOKEN.finditer(document, start):
        depth += {b"<": 1, b">": -1}.get(token[0], 0)
        if depth == 0 and token[0] == b">":
            return token.end()
    return len(document)


def _refusal(document: bytes, root_position: int) -> str:
    # A parser that repairs as it reads may see the head end earlier or later than we do, so both ends count.
    first_tag = _FIRST_TAG.search(document)
    head = document[: max(root_position, first_tag.start() if first_tag else len(document))]
    declared = len(_ENTITY.findall(head))
    if not declared:
        return ""
    harmless = list(_HARMLESS.finditer(head))
    if len(harmless) != declared:
        return (
            "The document declares entities that reach outside it or build on each other, as attacks do, so it was "
            "not read. Ask the vendor for a feed without such a DOCTYPE."
        )
    if len({match["name"] for match in harmless}) > 300 or _expansion(document, harmless) > MAX_EXPANSION:
        return (
            "The document would swell far beyond its size through its entity declarations, so it was not read. "
            "Ask the vendor for a feed without such a DOCTYPE."
        )
    return ""


def _expansion(document: bytes, declarations: list[re.Match[bytes]]) -> int:
    uses = ((document.count(b"&" + match["name"] + b";"), match["a"] or match["b"] or b"") for match in declarations)
    return sum(count * len(value) for count, value in uses)
