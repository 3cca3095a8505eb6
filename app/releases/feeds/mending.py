"""Bytes that a strict decoder would refuse as a whole for one fault, mended so that the rest keeps its meaning.

feedparser tries one encoding after the other until one fits. One bad byte, or a cut inside a character, would turn
every name in a UTF-8 feed into signs nobody wrote, and every note would look edited (threats-and-faults.md F14, F17).
"""

import codecs
from typing import Final

_WIDE_MARKS: Final = (
    (codecs.BOM_UTF32_LE, 4),
    (codecs.BOM_UTF32_BE, 4),
    (b"\x00\x00\x00<", 4),
    (b"<\x00\x00\x00", 4),
    (codecs.BOM_UTF16_LE, 2),
    (codecs.BOM_UTF16_BE, 2),
    (b"\x00<", 2),
    (b"<\x00", 2),
)


def mended(body: bytes) -> bytes:
    """Return the document, changed only where it is damaged; nothing is guessed about sound documents."""
    for mark, width in _WIDE_MARKS:
        if body.startswith(mark):
            return _declared(body[: len(body) - len(body) % width])
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as fault:
        return _mended_utf8(body, fault)
    return body


def _declared(body: bytes) -> bytes:
    """Return UTF-16 without byte order mark and XML declaration as UTF-8, for which feedparser would take it."""
    if body[:2] == b"\x00<" and body[2:4] not in (b"\x00?", b"\x00\x00"):
        return body.decode("utf-16-be", "replace").encode()
    if body[:2] == b"<\x00" and body[2:4] not in (b"?\x00", b"\x00\x00") and body[3:4] == b"\x00":
        return body.decode("utf-16-le", "replace").encode()
    return body


def _mended_utf8(body: bytes, fault: UnicodeDecodeError) -> bytes:
    if fault.reason == "unexpected end of data":
        return body[: fault.start]
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    # in another encoding hardly any sequence is valid UTF-8; in damaged UTF-8 nearly all are
    return text.encode() if good > 4 * bad else body
