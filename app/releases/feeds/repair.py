"""The part of a damaged document that is sound, so that one bad entry does not change how its neighbours read.

feedparser reads a well-formed document with one parser and a damaged one with another, and the two write the same
entry slightly differently. A feed that is cut off, or that holds one bad entry, would so appear to have edited every
note. Here each entry is checked alone, between the document's own beginning and the closing tags this needs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

_ENTRY: Final = re.compile(
    rb"<(?P<tag>(?:[\w.-]+:)?(?:item|entry))(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(?:/>|>.*?</(?P=tag)\s*>)",
    re.IGNORECASE | re.DOTALL,
)
_OPENING: Final = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_TAG: Final = re.compile(
    rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>"
    rb"|<(?P<close>/?)(?P<name>[\w:.-]+)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Sound:
    """A well-formed document of the sound entries, and for each entry of the damaged one whether it is among them."""

    document: bytes
    is_sound: tuple[bool, ...]
    is_cut: bool


def sound_part(document: bytes) -> Sound | None:
    """Return the sound part of a UTF-8 document that is not well-formed, or None when nothing can be told apart."""
    spans = list(_ENTRY.finditer(document))
    if not spans:
        return None
    head = document[: spans[0].start()]
    closing = _closing(head)
    if closing is None or not _is_wellformed(head + closing):
        return None
    is_sound = tuple(_is_wellformed(head + span[0] + closing) for span in spans)
    kept = [span[0] for span, sound in zip(spans, is_sound, strict=True) if sound]
    is_cut = _OPENING.search(document, spans[-1].end()) is not None
    return Sound(document=b"".join((head, *kept, closing)), is_sound=is_sound, is_cut=is_cut) if kept else None


def _closing(head: bytes) -> bytes | None:
    """Return the end tags of what stands open at the first entry."""
    stack: list[bytes] = []
    for name, is_end in _tags(head):
        if not is_end:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return None
    return b"".join(b"</" + name + b">" for name in reversed(stack))


def _tags(head: bytes) -> Iterator[tuple[bytes, bool]]:
    for match in _TAG.finditer(head):
        if match["name"] and not match["rest"].endswith(b"/"):
            yield match["name"], bool(match["close"])


def _is_wellformed(document: bytes) -> bool:
    # entity declarations were judged before (prolog.py), and expat itself opens nothing
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    try:
        parser.Parse(document, True)  # noqa: FBT003 (expat takes it by position only)
    except expat.ExpatError:
        return False
    return True
