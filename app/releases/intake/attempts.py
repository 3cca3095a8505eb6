"""One attempt on one feed, up to the point where the database is needed. Runs in a thread and touches no table."""

from dataclasses import dataclass
from datetime import datetime

from app.base.files import FileStore
from app.base.outbound import Outbound
from app.records.values import long_texts
from app.releases.feeds.entries import Parsed
from app.releases.feeds.fetch import Failed, Fetched, NotModified, Validators, fetch
from app.releases.feeds.pool import ParserPool
from app.releases.queries import Source


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A 304, or the very bytes of last time."""

    status: int
    sentence: str
    validators: Validators
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read: its payload and its entries."""

    fetched: Fetched
    parsed: Parsed


Outcome = Unchanged | Read | Failed


@dataclass(frozen=True, slots=True)
class Attempt:
    """A feed as it was when it was asked, and what came of it."""

    source: Source
    outcome: Outcome


def attempt(source: Source, outbound: Outbound, pool: ParserPool, files: FileStore, now: datetime) -> Attempt:
    """Ask a feed and read its answer if it is not the last one. Raises OSError when the disk refuses the payload."""
    found = fetch(outbound, source.url, Validators(source.etag, source.last_modified), now)
    if isinstance(found, Fetched):
        return Attempt(source, _read(source, found, pool, files))
    if isinstance(found, NotModified):
        return Attempt(source, Unchanged(304, NOT_MODIFIED, found.validators, found.milliseconds))
    return Attempt(source, found)


NOT_MODIFIED = "Nothing has changed since the last poll, says the server."
_EQUAL = "The answer is byte for byte that of the last poll."


def _read(source: Source, found: Fetched, pool: ParserPool, files: FileStore) -> Outcome:
    if found.sha256 == source.body_sha256:
        return Unchanged(found.status, _EQUAL, found.validators, found.milliseconds)
    parsed = pool.parse(found.body, content_type=found.content_type, url=found.url)
    if not parsed.is_ok:
        return Failed(parsed.error, found.status, None, found.milliseconds)
    if not source.has_baseline:
        _archive(files, found, parsed)
    return Read(found, parsed)


def _archive(files: FileStore, found: Fetched, parsed: Parsed) -> None:
    """Put the payload and the long notes of a first poll on disk already here.

    Each file waits for the disk twice; in many threads they wait together. Later polls keep only what is new, which
    is not known here, and their recording does the same again: the same content is one file.
    """
    files.put(found.body)
    for entry in parsed.entries:
        for content in long_texts(entry.text):
            files.put(content)
