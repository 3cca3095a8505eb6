"""How a document and what it says travel between a limited reader and its parent.

request   4 bytes length of the facts | 4 bytes length of the document | facts (JSON) | document
answer    4 bytes length | the document as read (JSON)
"""

import struct
from datetime import datetime
from typing import Final

import orjson

from app.releases.feeds.entries import Entry, Parsed

REQUEST: Final = struct.Struct(">II")
ANSWER: Final = struct.Struct(">I")


def request(body: bytes, content_type: str | None, url: str | None) -> bytes:
    """Return the frame that asks for a document to be read."""
    facts = orjson.dumps({"content_type": content_type, "url": url})
    return REQUEST.pack(len(facts), len(body)) + facts + body


def decoded(answer: bytes) -> Parsed:
    """Return the value behind an answer frame; the parent's half of the protocol."""
    facts = orjson.loads(answer)
    facts["entries"] = tuple(_entry(entry) for entry in facts["entries"])
    return Parsed(**facts)


def _entry(facts: dict[str, object]) -> Entry:
    for name in ("published", "updated"):
        value = facts[name]
        facts[name] = datetime.fromisoformat(value) if isinstance(value, str) else None
    return Entry(**facts)  # type: ignore[arg-type]  # (the field types are those the child wrote)
