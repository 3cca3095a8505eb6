"""What a feed document says: entries, and the verdict on the document as a whole.

An entry's `sha256` covers everything it says (title, text, address, version, dates); its `note_sha256` only the words
a person assesses, so that a vendor who merely touches a date does not reopen an approved assessment.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, Literal
from urllib.parse import urljoin, urlsplit

import orjson

from app.releases.feeds.html import without_controls
from app.releases.rules.prerelease import prerelease_word
from app.releases.rules.versions import version_in

Kind = Literal["atom", "rss", "rdf", "cdf", "json", "html", "unknown"]
MAX_BYTES: Final = 10 * 1024 * 1024
"""Largest document read, in bytes after decompression (threats-and-faults.md T10)."""
MAX_ENTRIES: Final = 20_000
"""Most entries a document may hold; more is not a release feed but a way to fill memory."""
TITLE_LENGTH: Final = 300
"""Longest title kept, in characters; a title taken from the text is cut at a third of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One announcement of a feed. Times are UTC aware; `url` is http(s) or ""; `version` is "" when none is named."""

    uid: str
    title: str
    version: str
    url: str
    published: datetime | None
    updated: datetime | None
    is_prerelease: bool
    text: str
    sha256: str
    note_sha256: str
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document as read. `error` is a sentence for the person when `is_ok` is false, else ""."""

    kind: Kind
    is_ok: bool
    error: str
    title: str
    entries: tuple[Entry, ...]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """The facts of one entry as a reader found them, before version, identity and digests are worked out."""

    identifier: str
    title: str
    link: str
    published: datetime | None
    updated: datetime | None
    text: str
    is_whole: bool = True


def entry_of(draft: Draft, base: str | None) -> Entry:
    """Return the finished entry; links are resolved against `base`, the address of the feed."""
    identifier = " ".join(without_controls(draft.identifier).split())
    url = "" if _is_mere_id(draft) else _address(draft.link, base)
    title = (draft.title or _first_line(draft.text) or url)[:TITLE_LENGTH]
    version = version_in(title, identifier, url)
    note = _digest({"text": draft.text, "title": title, "version": version})
    uid = identifier or url or f"sha256:{note}"
    return Entry(
        uid=uid,
        title=title,
        version=version,
        url=url,
        published=draft.published,
        updated=draft.updated,
        is_prerelease=bool(prerelease_word(title, version, uid.rpartition("/")[2])),
        text=draft.text,
        sha256=_digest(
            {
                "published": _moment(draft.published),
                "text": draft.text,
                "title": title,
                "updated": _moment(draft.updated),
                "url": url,
                "version": version,
            }
        ),
        note_sha256=note,
        is_whole=draft.is_whole,
    )


def refused(kind: Kind, error: str, title: str = "") -> Parsed:
    """Return the value for a document that gave nothing, with the sentence that says why and what to do."""
    return Parsed(kind=kind, is_ok=False, error=error, title=title, entries=())


def too_large(size: int) -> str:
    """Return the sentence for a document above the limit."""
    return (
        f"The document has {size:,} bytes, more than the {MAX_BYTES:,} that are read. "
        "Ask the vendor for a feed with fewer entries."
    )


def too_many(count: int) -> str:
    """Return the sentence for a document with more entries than any release feed has."""
    return f"The document holds {count:,} entries, more than the {MAX_ENTRIES:,} that are read. Check the address."


def _is_mere_id(draft: Draft) -> bool:
    """Return whether the link is only the id again, taken for an address by default, as in <guid>4.2.1</guid>."""
    return draft.link == draft.identifier and not draft.link.startswith(("http:", "https:", "/"))


def _address(link: str, base: str | None) -> str:
    try:
        address = urljoin(base or "", "".join(without_controls(link).split()))
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    return scheme + address[len(scheme) :] if scheme in {"http", "https"} else ""


def _first_line(text: str) -> str:
    for line in text.split("\n"):
        words = line.removeprefix("## ").removeprefix("- ").strip()
        if words:
            return words[: TITLE_LENGTH // 3]
    return ""


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None


def _digest(facts: dict[str, str | None]) -> str:
    return sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).hexdigest()
