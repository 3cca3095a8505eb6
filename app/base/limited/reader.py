"""The parent's side of a limited reader: start, watch, replace. The parent never dies of a document.

    document | child (so many seconds by the wall clock, 512 MiB) | its answer
                 `- dead or late: killed, replaced, and an exception says which

A child is replaced after a number of documents, so that what a parser leaks stays small.
"""

import os
import select
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import IO, Final, Self

from app.base.limited.frames import ANSWER, request

ROOT: Final = Path(__file__).resolve().parents[3]
# `app/__init__.py` brings the whole web application along; a reader gets a bare package instead and imports
# nothing but its own modules. -I: no environment, no user site, no current folder.
BOOT: Final = (
    "import importlib, sys, types\n"
    "root, reader = sys.argv[1:3]\n"
    "sys.path.append(root)\n"
    "bare = types.ModuleType('app')\n"
    "bare.__path__ = [root + '/app']\n"
    "sys.modules['app'] = bare\n"
    "importlib.import_module(reader).main()\n"
)
_MAX_ANSWER: Final = 128 * 1024 * 1024


class ReaderTooSlow(Exception):  # noqa: N818 - reads as what happened
    """The document took longer than it may; its reader was ended."""


class ReaderDied(Exception):  # noqa: N818 - reads as what happened
    """The document broke its reader."""


class LimitedReader:
    """One limited child that runs ``main`` of the module ``reader``. Not for use from two threads at once."""

    def __init__(self, reader: str, *, seconds: float, documents: int) -> None:
        self._reader = reader
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

    def read(self, body: bytes, facts: Mapping[str, object]) -> bytes:
        """Return the child's answer. Raises ReaderTooSlow or ReaderDied; the next document starts another child."""
        try:
            answer = self._ask(request(body, facts))
        except TimeoutError as problem:
            self.close()
            raise ReaderTooSlow from problem
        except (OSError, EOFError, ValueError) as problem:
            self.close()
            raise ReaderDied from problem
        self._read += 1
        if self._read >= self._documents:
            self.close()
        return answer

    def close(self) -> None:
        """End the child. The next document starts another."""
        process, self._process, self._read = self._process, None, 0
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()
        process.wait()

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
        self.close()
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own constant text)
            [sys.executable, "-I", "-c", BOOT, str(ROOT), self._reader],
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
