"""The parent's side of the limited readers of documents; base/limited starts, watches and replaces the children.

document | child (10 s by the wall clock, 512 MiB) | Parsed
             `- dead or late: killed, replaced, the document's value says so in a sentence
"""

from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self

from app.base.limited.reader import LimitedReader, ReaderDied, ReaderTooSlow
from app.releases.feeds.answers import decoded
from app.releases.feeds.entries import MAX_BYTES, Parsed, refused, too_large

SECONDS: Final = 10
"""Wall-clock seconds one document may take."""
DOCUMENTS: Final = 500
"""Documents one child reads before a fresh one takes its place."""
_READER: Final = "app.releases.feeds.child"
_TOO_SLOW: Final = (
    "Reading the document took longer than {seconds} s and was stopped. Tell the vendor; the next poll tries again."
)
_DIED: Final = (
    "The document broke its reader (it asked for too much memory or nests too deeply). "
    "Tell the vendor; the next poll tries again."
)


class ParserChild:
    """One limited reader. Not for use from two threads at once; `ParserPool` is."""

    def __init__(self, *, seconds: float = SECONDS, documents: int = DOCUMENTS) -> None:
        self._seconds = seconds
        self._reader = LimitedReader(_READER, seconds=seconds, documents=documents)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process id of the running child, or None before the first document."""
        return self._reader.pid

    def parse(self, body: bytes, *, content_type: str | None = None, url: str | None = None) -> Parsed:
        """Return what the document says, as `parse_document` does, whatever the document does to its reader."""
        if len(body) > MAX_BYTES:
            return refused("unknown", too_large(len(body)))
        try:
            return decoded(self._reader.read(body, {"content_type": content_type, "url": url}))
        except ReaderTooSlow:
            return refused("unknown", _TOO_SLOW.format(seconds=self._seconds))
        except ReaderDied:
            return refused("unknown", _DIED)

    def close(self) -> None:
        """End the child. The next document starts another."""
        self._reader.close()


class ParserPool:
    """Several limited readers behind one thread-safe door."""

    def __init__(self, size: int = 2, *, seconds: float = SECONDS, documents: int = DOCUMENTS) -> None:
        self._children = tuple(ParserChild(seconds=seconds, documents=documents) for _ in range(size))
        self._idle: SimpleQueue[ParserChild] = SimpleQueue()
        for child in self._children:
            self._idle.put(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, body: bytes, *, content_type: str | None = None, url: str | None = None) -> Parsed:
        """Return what the document says; waits for a free reader."""
        child = self._idle.get()
        try:
            return child.parse(body, content_type=content_type, url=url)
        finally:
            self._idle.put(child)

    def close(self) -> None:
        """End all readers. Call it when no thread is inside `parse`."""
        for child in self._children:
            child.close()
