"""The quick reader for plain Atom 1.0 and RSS 2.0; whatever is not plain goes to feedparser, the judge.

It reads only what it is sure about: known elements, once each, with known attributes, dates in the two standard
spellings, nothing that feedparser would interpret. `tests/corpus/test_feed_fast_path.py` holds both beside each other
over every document of the corpus; where they ever differ, the rule here is narrowed. The document was judged before
(prolog.py): no DOCTYPE reaches this reader.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from lxml.etree import XMLParser, XMLSyntaxError, _Element, fromstring

from app.releases.feeds.dates import to_utc
from app.releases.feeds.entries import Draft, Kind
from app.releases.feeds.html import one_line, plain, readable

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR: Final = "{http://purl.org/dc/elements/1.1/}creator"
_THUMBNAIL: Final = "{http://search.yahoo.com/mrss/}thumbnail"
# element -> attributes it may carry; every other element or attribute is a matter for feedparser
_RSS_ITEM: Final[Mapping[str, frozenset[str]]] = {
    "title": frozenset(),
    "link": frozenset(),
    "guid": frozenset({"isPermaLink"}),
    "pubDate": frozenset(),
    "description": frozenset(),
    "author": frozenset(),
    "category": frozenset({"domain"}),
    "comments": frozenset(),
    _CONTENT: frozenset(),
    _CREATOR: frozenset(),
    "{http://purl.org/rss/1.0/modules/slash/}comments": frozenset(),
    "{http://wellformedweb.org/CommentAPI/}commentRss": frozenset(),
}
_SYNDICATION: Final = "{http://purl.org/rss/1.0/modules/syndication/}"
_RSS_CHANNEL: Final = frozenset(
    {
        *(
            "title",
            "link",
            "description",
            "language",
            "copyright",
            "pubDate",
            "lastBuildDate",
            "generator",
            "docs",
            "ttl",
        ),
        *(f"{_SYNDICATION}{name}" for name in ("updatePeriod", "updateFrequency")),
        f"{_ATOM}link",
    }
)
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_OTHER_LINKS: Final = frozenset({"self", "edit", "replies", "related", "via", "enclosure"})
_TYPE: Final = frozenset({"type"})
_ATOM_ENTRY: Final[Mapping[str, frozenset[str]]] = {
    f"{_ATOM}id": frozenset(),
    f"{_ATOM}title": _TYPE,
    f"{_ATOM}link": frozenset({"rel", "type", "href", "title", "length"}),
    f"{_ATOM}published": frozenset(),
    f"{_ATOM}updated": frozenset(),
    f"{_ATOM}content": _TYPE,
    f"{_ATOM}summary": _TYPE,
    f"{_ATOM}author": frozenset(),
    f"{_ATOM}category": frozenset({"term", "label", "scheme"}),
    _THUMBNAIL: frozenset({"height", "width", "url"}),
}
_ATOM_FEED: Final = frozenset(f"{_ATOM}{name}" for name in ("id", "title", "link", "updated", "subtitle", "author"))
_MANY: Final = frozenset({"category", f"{_ATOM}category", f"{_ATOM}link", f"{_ATOM}author", "author", _CREATOR})
_AUTHOR: Final = frozenset(f"{_ATOM}{name}" for name in ("name", "uri", "email"))
_MAIL_DATE: Final = re.compile(
    r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|[+-](?:0\d|1[0-4])00)"
)
_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-](?:0\d|1[0-4]):(?:00|30))")
_ADDRESS: Final = re.compile(r"https?://[^/\s&;][^\s&;]*")
_REFERENCE: Final = re.compile(r"&#?\w+;")
_ODD: Final = re.compile("[\x80-\x9f]")
_OUTSIDE_ASCII_BUT_LATIN: Final = re.compile("[\xa0-\xff]")

_Fields = dict[str, _Element]


class _NotPlainError(Exception):
    """The document holds something this reader leaves to feedparser."""


def fast_drafts(document: bytes) -> tuple[Kind, str, list[Draft]] | None:
    """Return kind, title and drafts of a plain, well-formed UTF-8 document, or None when it is not plain."""
    if b"<!DOCTYPE" in document:
        return None
    parser = XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = fromstring(document, parser)
        if root.tag == f"{_ATOM}feed" and set(root.attrib) <= {_LANGUAGE}:
            return "atom", *_atom(root)
        if root.tag == "rss" and set(root.attrib) == {"version"} and root.get("version") == "2.0":
            return "rss", *_rss(root)
    except (XMLSyntaxError, _NotPlainError):
        return None
    return None


def _atom(root: _Element) -> tuple[str, list[Draft]]:
    title, drafts = "", []
    for child in root:
        if child.tag == f"{_ATOM}entry":
            drafts.append(_atom_draft(_fields(child, _ATOM_ENTRY), child))
        elif child.tag not in _ATOM_FEED:
            raise _NotPlainError
        elif child.tag == f"{_ATOM}title":
            title = _once(title, _typed(child)[0])
    return one_line(title), drafts


def _atom_draft(fields: _Fields, entry: _Element) -> Draft:
    title, is_html = _typed(fields.get(f"{_ATOM}title"))
    identifier = _identity(fields.get(f"{_ATOM}id"))
    return Draft(
        identifier=identifier,
        title=one_line(title, is_html=is_html),
        link=_alternate(entry) or identifier,
        published=_date(fields.get(f"{_ATOM}published"), _ISO_DATE),
        updated=_date(fields.get(f"{_ATOM}updated"), _ISO_DATE),
        text=_note(fields.get(f"{_ATOM}content")) or _note(fields.get(f"{_ATOM}summary")),
    )


def _rss(root: _Element) -> tuple[str, list[Draft]]:
    channel = root[0] if len(root) == 1 else None
    if channel is None or channel.tag != "channel" or channel.attrib:
        raise _NotPlainError
    title, drafts = "", []
    for child in channel:
        if child.tag == "item" and not child.attrib:
            drafts.append(_rss_draft(_fields(child, _RSS_ITEM)))
        elif child.tag not in _RSS_CHANNEL:
            raise _NotPlainError
        elif child.tag == "title":
            title = _once(title, _unmarked(child))
    return one_line(title), drafts


def _rss_draft(fields: _Fields) -> Draft:
    link, guid = _identity(fields.get("link")), _identity(fields.get("guid"))
    if "link" in fields and not _ADDRESS.fullmatch(link):
        raise _NotPlainError
    is_permalink = "guid" in fields and fields["guid"].get("isPermaLink", "true") == "true"
    return Draft(
        identifier=guid,
        title=one_line(_unmarked(fields.get("title")), is_html=False),
        link=link or (guid if is_permalink else ""),
        published=_date(fields.get("pubDate"), _MAIL_DATE),
        updated=None,
        text=readable(_text(fields.get(_CONTENT))) or readable(_text(fields.get("description"))),
    )


def _fields(item: _Element, allowed: Mapping[str, frozenset[str]]) -> _Fields:
    """Return the item's elements by name; refuse unknown ones, unknown attributes, repetitions and nesting."""
    if item.attrib:
        raise _NotPlainError
    found: _Fields = {}
    for child in item:
        tag = child.tag
        if tag not in allowed or not allowed[tag].issuperset(child.attrib) or (tag in found and tag not in _MANY):
            raise _NotPlainError
        if len(child) and (tag != f"{_ATOM}author" or any(part.tag not in _AUTHOR for part in child)):
            raise _NotPlainError
        found[str(tag)] = child
    return found


def _text(element: _Element | None) -> str:
    """Return the element's text, where feedparser would take it as it stands."""
    if element is None or not element.text:
        return ""
    text: str = element.text.strip()
    if len(element) or (not text.isascii() and (_ODD.search(text) or _looks_twice_encoded(text))):
        raise _NotPlainError
    return text


def _looks_twice_encoded(text: str) -> bool:
    if not _OUTSIDE_ASCII_BUT_LATIN.search(text):
        return False
    try:
        text.encode("iso-8859-1").decode("utf-8")
    except UnicodeError:
        return False
    return True


def _unmarked(element: _Element | None) -> str:
    """Return a title in which feedparser would not look for HTML."""
    text = _text(element)
    if "<" in text or _REFERENCE.search(text):
        raise _NotPlainError
    return text


def _typed(element: _Element | None) -> tuple[str, bool]:
    kind = element.get("type", "text") if element is not None else "text"
    if kind not in ("text", "html"):
        raise _NotPlainError
    return _text(element), kind == "html"


def _note(element: _Element | None) -> str:
    text, is_html = _typed(element)
    return readable(text) if is_html else plain(text)


def _identity(element: _Element | None) -> str:
    text = _text(element)
    if ":///" in text or "\n" in text:
        raise _NotPlainError
    return text


def _alternate(entry: _Element) -> str:
    found, is_alone = "", True
    for link in entry.iterchildren(f"{_ATOM}link"):
        href = link.get("href", "")
        if link.text:
            raise _NotPlainError
        if link.get("rel") in _OTHER_LINKS:
            is_alone = False
            continue
        if link.get("rel", "alternate") != "alternate" or link.get("type", "text/html") != "text/html":
            raise _NotPlainError
        if not _ADDRESS.fullmatch(href) and not href.startswith("/"):
            raise _NotPlainError
        found = _once(found, href)
    if not found and not is_alone:
        raise _NotPlainError
    return found


def _date(element: _Element | None, spelling: re.Pattern[str]) -> datetime | None:
    text = _text(element)
    if not text:
        return None
    moment = to_utc(text) if spelling.fullmatch(text) else None
    if moment is None:
        raise _NotPlainError
    return moment


def _once(before: str, now: str) -> str:
    if before:
        raise _NotPlainError
    return now
