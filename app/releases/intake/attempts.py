"""One attempt on one feed, up to the point where the database is needed. Nothing here touches a table."""

from dataclasses import dataclass

from app.base.files import FileStore
from app.records.values import long_texts
from app.releases.feeds.entries import Parsed
from app.releases.feeds.fetch import Failed, Fetch, Fetched, NotModified, Validators
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
Document = tuple[Source, Fetched]
"""An answer that has to be read."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A feed as it was when it was asked, and what came of it."""

    source: Source
    outcome: Outcome


NOT_MODIFIED = "Nothing has changed since the last poll, says the server."
_EQUAL = "The answer is byte for byte that of the last poll."


def settled(source: Source, found: Fetch) -> Attempt | Document:
    """Return the attempt if the answer says everything, or the document that has to be read first."""
    if isinstance(found, NotModified):
        return Attempt(source, Unchanged(304, NOT_MODIFIED, found.validators, found.milliseconds))
    if isinstance(found, Failed):
        return Attempt(source, found)
    if found.sha256 == source.body_sha256:
        return Attempt(source, Unchanged(found.status, _EQUAL, found.validators, found.milliseconds))
    return source, found


def read(document: Document, pool: ParserPool, files: FileStore) -> Attempt:
    """Read a document in a limited child. Raises OSError when the disk refuses the payload."""
    source, found = document
    parsed = pool.parse(found.body, content_type=found.content_type, url=found.url)
    if not parsed.is_ok:
        return Attempt(source, Failed(parsed.error, found.status, None, found.milliseconds))
    if not source.has_baseline:
        _archive(files, found, parsed)
    return Attempt(source, Read(found, parsed))


def _archive(files: FileStore, found: Fetched, parsed: Parsed) -> None:
    """Put the payload and the long notes of a first poll on disk already here.

    Each file waits for the disk twice; in many threads they wait together. Later polls keep only what is new, which
    is not known here, and their recording does the same again: the same content is one file.
    """
    files.put(found.body)
    for entry in parsed.entries:
        for content in long_texts(entry.text):
            files.put(content)
