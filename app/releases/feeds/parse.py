"""A feed document becomes entries. The only importer of feedparser.

    bytes | JSON? -> jsonfeed | to UTF-8 | prolog: refuse attacks, name the kind | feedparser | drafts | entries

feedparser gets a BytesIO and nothing else: handed a text it opens local files and addresses
(threats-and-faults.md §0.5). Its own sanitiser stays off, ours (html.py) turns markup into text, three times faster.
Run this in a child (child.py) for anything that comes from outside.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Final
from xml.sax import SAXException

import feedparser
from feedparser.encodings import convert_to_utf8

from app.releases.feeds.dates import to_utc
from app.releases.feeds.entries import (
    MAX_BYTES,
    MAX_ENTRIES,
    Draft,
    Entry,
    Kind,
    Parsed,
    entry_of,
    refused,
    too_large,
    too_many,
)
from app.releases.feeds.fast import fast_drafts
from app.releases.feeds.html import one_line, plain, readable
from app.releases.feeds.jsonfeed import is_json, read_json
from app.releases.feeds.mending import mended
from app.releases.feeds.prolog import read_prolog
from app.releases.feeds.repair import sound_part

_ROOT_KINDS: Final[Mapping[str, Kind]] = {"feed": "atom", "rss": "rss", "rdf": "rdf", "channel": "cdf"}
_VERSION_KINDS: Final[tuple[tuple[str, Kind], ...]] = (
    ("atom", "atom"), ("rss10", "rdf"), ("rss090", "rdf"), ("rss", "rss"), ("cdf", "cdf"),
)  # fmt: skip
_NAMES: Final[Mapping[Kind, str]] = {
    "atom": "an Atom feed", "rss": "an RSS feed", "rdf": "an RDF feed", "cdf": "a CDF channel", "json": "a JSON Feed",
}  # fmt: skip
_PAGE_ROOTS: Final = frozenset(
    {
        "html", "head", "body", "div", "p", "a", "h1", "h2", "h3", "h4", "ul", "ol", "li", "table",
        "section", "article", "main", "header", "footer", "nav", "span", "form", "meta", "title",
        "iframe", "img", "script", "style", "pre", "blockquote", "br", "center",
    }
)  # fmt: skip
_FEED_TAG: Final = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_PAGE_TITLE: Final = re.compile(rb"<title[^>]*>([^<]{0,400})", re.IGNORECASE)
_HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_OPENING: Final = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_CLOSING: Final = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)

_Fields = Mapping[str, object]


def parse_document(body: bytes, *, content_type: str | None = None, url: str | None = None) -> Parsed:
    """Return what the document says; never raises.

    `content_type` is the HTTP header (its charset counts), `url` the feed's address, against which links are resolved.
    A document that is empty, too large, hostile, a web page or without entries has `is_ok` false and a sentence.
    """
    if not body.strip():
        return refused("unknown", "The answer was empty, which is not the same as “no releases”. Try again later.")
    if len(body) > MAX_BYTES:
        return refused("unknown", too_large(len(body)))
    try:
        parsed = read_json(body, url) if is_json(body, content_type) else _read_markup(body, content_type, url)
    except (Exception, RecursionError) as fault:  # noqa: BLE001 (a reader may raise anything on hostile input)
        return refused("unknown", unreadable(type(fault).__name__))
    return _without_entries(parsed) if parsed.is_ok and not parsed.entries else parsed


def unreadable(cause: str) -> str:
    """Return the sentence for a document that broke its reader."""
    return f"The document could not be read ({cause}). Check that the address answers with a feed."


def _without_entries(parsed: Parsed) -> Parsed:
    sentence = (
        f"This is {_NAMES.get(parsed.kind, 'a feed')} without any entry, which is not the same as “no releases”. "
        "Check with the vendor whether the feed has moved."
    )
    return refused(parsed.kind, sentence, parsed.title)


def _read_markup(body: bytes, content_type: str | None, url: str | None) -> Parsed:
    headers = {"content-type": content_type} if content_type else {}
    found: dict[str, object] = {}
    document: bytes = convert_to_utf8(headers, mended(body), found)
    prolog = read_prolog(document)
    if prolog.refusal:
        return refused(_ROOT_KINDS.get(prolog.root, "unknown"), prolog.refusal)
    if prolog.root in _PAGE_ROOTS and not _FEED_TAG.search(document):
        return _page(document)
    fast = fast_drafts(document) if found.get("encoding") else None
    if fast:
        return _plain_feed(*fast, url)
    # what was checked above is what is read: once it is UTF-8, the reader may not guess another encoding
    known = {"content-type": "application/xml; charset=utf-8"} if found.get("encoding") else headers
    return _read_feed(document, known, prolog.root, url)


def _plain_feed(kind: Kind, title: str, drafts: list[Draft], url: str | None) -> Parsed:
    if len(drafts) > MAX_ENTRIES:
        return refused(kind, too_many(len(drafts)))
    entries = tuple(entry_of(draft, url) for draft in drafts)
    return Parsed(kind=kind, is_ok=True, error="", title=title, entries=entries)


def _page(document: bytes) -> Parsed:
    match = _PAGE_TITLE.search(document)
    title = one_line(match[1].decode("utf-8", "replace")) if match else ""
    named = f" (“{title}”)" if title else ""
    return refused(
        "html", f"The address answered with a web page{named}, not with a feed. Check the address or sign-in.", title
    )


def _read_feed(document: bytes, headers: dict[str, str], root: str, url: str | None) -> Parsed:
    result = _by_feedparser(document, headers)
    found = _fields(result)
    kind = _kind(root, str(_raw(result, "version") or ""), has_entries=bool(found))
    if kind == "unknown":
        return refused(
            kind, "The document is neither a feed nor a web page we know. Check the address with the vendor."
        )
    if len(found) > MAX_ENTRIES:
        return refused(kind, too_many(len(found)))
    is_damaged = isinstance(_raw(result, "bozo_exception"), SAXException)
    is_cut = is_damaged and _ends_inside_entry(document)
    if is_damaged:
        found = _with_sound_entries(document, headers, found)
    last = len(found) - 1
    entries = tuple(
        _entry(fields, url, is_whole=not (is_cut and number == last)) for number, fields in enumerate(found)
    )
    title = one_line(_string(_raw(result, "feed"), "title"))
    return Parsed(kind=kind, is_ok=True, error="", title=title, entries=entries, is_whole=not is_cut)


def _by_feedparser(document: bytes, headers: dict[str, str]) -> object:
    return feedparser.parse(
        BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def _fields(result: object) -> list[_Fields]:
    entries = _raw(result, "entries")
    return entries if isinstance(entries, list) else []


def _with_sound_entries(document: bytes, headers: dict[str, str], found: list[_Fields]) -> list[_Fields]:
    """Return the entries, those that are sound read as in an undamaged document (repair.py says why)."""
    sound = sound_part(document)
    if sound is None or len(found) != len(sound.is_sound) + sound.is_cut:
        return found
    strict = _fields(_by_feedparser(sound.document, headers))
    if len(strict) != sum(sound.is_sound):
        return found
    taken = iter(strict)
    return [next(taken) if is_sound else loose for loose, is_sound in zip(found, sound.is_sound, strict=False)] + (
        found[len(sound.is_sound) :]
    )


def _kind(root: str, version: str, *, has_entries: bool) -> Kind:
    if root in _ROOT_KINDS:
        return _ROOT_KINDS[root]
    for prefix, kind in _VERSION_KINDS:
        if version.startswith(prefix):
            return kind
    return "rss" if has_entries else "unknown"


def _ends_inside_entry(document: bytes) -> bool:
    """Return whether the last entry was opened and never closed: the document was cut off (F14)."""
    opened = max((match.start() for match in _OPENING.finditer(document)), default=-1)
    closed = max((match.start() for match in _CLOSING.finditer(document)), default=-1)
    return opened > closed


def _entry(fields: _Fields, base: str | None, *, is_whole: bool) -> Entry:
    draft = Draft(
        identifier=_string(fields, "id"),
        title=_title(fields),
        link=_link(fields),
        published=_date(fields, "published") or _date(fields, "created"),
        updated=_date(fields, "updated"),
        text=_note(fields),
        is_whole=is_whole,
    )
    return entry_of(draft, base)


def _title(fields: _Fields) -> str:
    mime = _string(_raw(fields, "title_detail"), "type")
    return one_line(_string(fields, "title"), is_html=mime in _HTML_TYPES or not mime)


def _link(fields: _Fields) -> str:
    links = _raw(fields, "links")
    others = [link for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    return _string(fields, "link") or next((_string(link, "href") for link in others if _string(link, "href")), "")


def _note(fields: _Fields) -> str:
    contents = _raw(fields, "content")
    candidates = [part for part in contents if isinstance(part, dict)] if isinstance(contents, list) else []
    detail = _raw(fields, "summary_detail")
    if isinstance(detail, dict):
        candidates.append(detail)
    texts = (_text(_string(part, "value"), _string(part, "type")) for part in candidates)
    return next((text for text in texts if text), "") or _text(_string(fields, "summary"), "text/html")


def _text(value: str, mime: str) -> str:
    if mime in _HTML_TYPES or not mime:
        return readable(value)
    return plain(value) if mime.startswith("text/") or mime.endswith("xml") else ""


def _date(fields: _Fields, name: str) -> datetime | None:
    return to_utc(_raw(fields, f"{name}_parsed")) or to_utc(_raw(fields, name))


def _string(fields: object, name: str) -> str:
    value = _raw(fields, name)
    return value.strip() if isinstance(value, str) else ""


def _raw(fields: object, name: str) -> object:
    # dict.get, because feedparser's own .get falls back from "updated" to "published" and warns about it
    return dict.get(fields, name) if isinstance(fields, dict) else None
