"""The parent's side of the limited readers: start, watch, replace. The parent never dies of a document.

    document | child (10 s by the wall clock, 512 MiB) | Parsed
                 `- dead or late: killed, replaced, the document's value says so in a sentence

A child is replaced after 500 documents, so that what a parser leaks stays small.
"""

import os
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from types import TracebackType
from typing import IO, Final, Self

from app.releases.feeds.entries import MAX_BYTES, Parsed, refused, too_large
from app.releases.feeds.frames import ANSWER, decoded, request

SECONDS: Final = 10
"""Wall-clock seconds one document may take."""
DOCUMENTS: Final = 500
"""Documents one child reads before a fresh one takes its place."""
_MAX_ANSWER: Final = 128 * 1024 * 1024
_ROOT: Final = Path(__file__).resolve().parents[3]
# `app/__init__.py` brings the whole web application along; a reader gets a bare package instead and imports
# nothing but its own modules. -I: no environment, no user site, no current folder.
_BOOT: Final = (
    "import sys, types\n"
    "root = sys.argv[1]\n"
    "sys.path.append(root)\n"
    "for name in ('app', 'app.releases'):\n"
    "    bare = types.ModuleType(name)\n"
    "    bare.__path__ = [root + '/' + name.replace('.', '/')]\n"
    "    sys.modules[name] = bare\n"
    "from app.releases.feeds.child import main\n"
    "main()\n"
)
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
        self._documents = documents
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process id of the running child, or None before the first document."""
        return self._process.pid if self._process else None

    def parse(self, body: bytes, *, content_type: str | None = None, url: str | None = None) -> Parsed:
        """Return what the document says, as `parse_document` does, whatever the document does to its reader."""
        if len(body) > MAX_BYTES:
            return refused("unknown", too_large(len(body)))
        try:
            answer = self._ask(request(body, content_type, url))
        except TimeoutError:
            self._kill()
            return refused("unknown", _TOO_SLOW.format(seconds=self._seconds))
        except (OSError, EOFError, ValueError):
            self._kill()
            return refused("unknown", _DIED)
        self._read += 1
        if self._read >= self._documents:
            self.close()
        return decoded(answer)

    def close(self) -> None:
        """End the child. The next document starts another."""
        self._kill()

    def _ask(self, frame: bytes) -> bytes:
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        deadline = monotonic() + self._seconds
        _send(process.stdin, frame, deadline)
        (length,) = ANSWER.unpack(_receive(process.stdout, ANSWER.size, deadline))
        if length > _MAX_ANSWER:
            raise ValueError("The answer is larger than any document read.")
        return _receive(process.stdout, length, deadline)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is None:
            return self._process
        self._kill()
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own constant text)
            [sys.executable, "-I", "-c", _BOOT, str(_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LANG": "C.UTF-8", "PYTHONWARNINGS": "ignore"},
            close_fds=True,
            start_new_session=True,
            bufsize=0,
        )
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                os.set_blocking(pipe.fileno(), False)
        return self._process

    def _kill(self) -> None:
        process, self._process, self._read = self._process, None, 0
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        process.wait()


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


def _send(pipe: IO[bytes], frame: bytes, deadline: float) -> None:
    rest = memoryview(frame)
    while rest:
        _wait(pipe, select.POLLOUT, deadline)
        rest = rest[os.write(pipe.fileno(), rest[: 1 << 20]) :]


def _receive(pipe: IO[bytes], size: int, deadline: float) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        _wait(pipe, select.POLLIN, deadline)
        piece = os.read(pipe.fileno(), min(1 << 20, size - len(pieces)))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def _wait(pipe: IO[bytes], event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(pipe.fileno(), event)
    left = deadline - monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError
