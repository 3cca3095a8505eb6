"""What a limited reader answered about a document, as a value again."""

from datetime import datetime

import orjson

from app.releases.feeds.entries import Entry, Parsed


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
