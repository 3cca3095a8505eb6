"""JSON Feed 1.0 and 1.1, and documents that nearly are: wrong types are passed over, never fatal.

Source: jsonfeed.org/version/1.1.
"""

import codecs
from typing import Final

import orjson

from app.releases.feeds.dates import to_utc
from app.releases.feeds.entries import MAX_ENTRIES, Draft, Entry, Parsed, entry_of, refused, too_many
from app.releases.feeds.html import one_line, plain, readable

_ENCODINGS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_JSON: Final = (
    "The document begins like JSON but is not whole or not valid JSON, so nothing of it was read. "
    "Try again later; if it stays so, tell the vendor."
)
_NOT_A_FEED: Final = (
    "The document is JSON but not a JSON Feed: it has no list called “items”. Check the address with the vendor."
)


def is_json(body: bytes, content_type: str | None) -> bool:
    """Return whether the document is to be read as JSON: it says so or it begins so."""
    start = _text(body[:64]).lstrip("\ufeff \t\r\n")
    mime = (content_type or "").partition(";")[0].strip().lower()
    return start.startswith("{") or (start.startswith("[") and mime.endswith("json"))


def read_json(body: bytes, url: str | None) -> Parsed:
    """Return the entries of a JSON Feed in its own order."""
    try:
        document: object = orjson.loads(_text(body).lstrip("\ufeff").encode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        return refused("json", _NOT_JSON)
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(items, list):
        return refused("json", _NOT_A_FEED)
    if len(items) > MAX_ENTRIES:
        return refused("json", too_many(len(items)))
    base = _string(document, "feed_url") or _string(document, "home_page_url")
    entries = tuple(_entry(item, url or base or None) for item in items if isinstance(item, dict))
    return Parsed(kind="json", is_ok=True, error="", title=one_line(_string(document, "title")), entries=entries)


def _entry(item: dict[str, object], base: str | None) -> Entry:
    markup = _string(item, "content_html")
    draft = Draft(
        identifier=_string(item, "id"),
        title=one_line(_string(item, "title")) or one_line(_string(item, "summary"), is_html=False),
        link=_string(item, "url") or _string(item, "external_url"),
        published=to_utc(item.get("date_published")),
        updated=to_utc(item.get("date_modified")),
        text=readable(markup) if markup else plain(_string(item, "content_text") or _string(item, "summary")),
    )
    return entry_of(draft, base)


def _string(fields: dict[str, object], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, str):
        return value.strip()
    # an id may be a number in feeds that follow version 1 loosely; its text is its identity
    return str(value) if name == "id" and isinstance(value, int | float) and not isinstance(value, bool) else ""


def _text(body: bytes) -> str:
    for mark, encoding in _ENCODINGS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    return body.decode("utf-8", "replace")
