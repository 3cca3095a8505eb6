"""Asking many addresses at once: in threads for a few, in processes of their own for many.

Python runs one thread at a time. A poll of a thousand feeds that have nothing new is bound by that; asked from
processes beside it, every core has its part (decision page 008).
"""

import socket
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final, Protocol, Self
from weakref import finalize

from app.base.crew import NAP, Crew
from app.base.outbound.asking import Answer, Question, ask
from app.base.outbound.client import Outbound
from app.base.outbound.replies import Reason, refuse

_ROOT: Final = Path(__file__).resolve().parents[3]
# `app/__init__.py` brings the whole web application along; the process gets a bare package instead.
# -I: no environment, no user site, no current folder.
_BOOT: Final = (
    "import sys, types\n"
    "sys.path.append(sys.argv[1])\n"
    "bare = types.ModuleType('app')\n"
    "bare.__path__ = [sys.argv[1] + '/app']\n"
    "sys.modules['app'] = bare\n"
    "from app.base.outbound.asking import main\n"
    "main()\n"
)
_ENDED: Final = "the process that was asking it ended before there was an answer"


class Askers(Protocol):
    """Somebody who asks. Questions carry numbers; answers come in any order, each once."""

    def begin(self, questions: Sequence[Question]) -> None:
        """Ask."""

    def finished(self, patience: float = NAP) -> list[Answer]:
        """Return the answers there are, or after ``patience`` seconds none."""

    def close(self) -> None:
        """Stop asking; what is under way is for nobody."""


class AskingThreads:
    """Threads of this process."""

    def __init__(self, outbound: Outbound, most: int) -> None:
        self._outbound = outbound
        self._crew: Crew[Question, Answer] = Crew(partial(ask, outbound), most)

    def begin(self, questions: Sequence[Question]) -> None:
        """Ask."""
        self._crew.begin(questions)

    def finished(self, patience: float = NAP) -> list[Answer]:
        """Return the answers there are, or after ``patience`` seconds none."""
        return self._crew.finished_within(patience)

    def close(self) -> None:
        """Let what is under way end, and close every connection."""
        self._crew.dismiss()
        self._outbound.close()


class AskingProcesses:
    """Processes of ours, ``count`` of them, each with up to ``threads`` threads. They end with this one.

    ``allowed`` is the text that opens hosts. One that ends before its time (for want of memory, say) is replaced, and
    what it was asking is refused with a sentence. For use by one thread at a time.
    """

    def __init__(self, allowed: str, count: int, threads: int) -> None:
        self._allowed = allowed
        self._threads = threads
        self._children = [_Child(allowed, threads) for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pids(self) -> list[int]:
        """The processes' ids."""
        return [child.pid for child in self._children]

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way."""
        return not any(child.asked for child in self._children)

    def begin(self, questions: Sequence[Question]) -> None:
        """Ask, each process its share."""
        lots: dict[_Child, list[Question]] = {child: [] for child in self._children}
        for question in questions:
            child = min(self._children, key=lambda one: len(one.asked) + len(lots[one]))
            lots[child].append(question)
        for child, lot in lots.items():
            if lot:
                child.begin(lot)

    def finished(self, patience: float = NAP) -> list[Answer]:
        """Return the answers there are, or after ``patience`` seconds none."""
        ready = wait([child.wire for child in self._children if child.asked], patience)
        found: list[Answer] = []
        for at, child in enumerate(self._children):
            if child.wire not in ready:
                continue
            try:
                found += child.collect()
            except (EOFError, OSError):
                found += child.given_up()
                self._children[at] = _Child(self._allowed, self._threads)
        return found

    def close(self) -> None:
        """End the processes."""
        for child in self._children:
            child.close()


class _Child:
    def __init__(self, allowed: str, threads: int) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own constant text)
                [sys.executable, "-I", "-c", _BOOT, str(_ROOT), str(theirs.fileno()), allowed, str(threads)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                cwd="/",
                env={"LANG": "C.UTF-8"},
                start_new_session=True,
            )
        self.wire: Connection[list[Question], list[Answer]] = Connection(ours.detach())
        self.pid = process.pid
        self.asked: dict[int, str] = {}
        self.close = finalize(self, _end, process, self.wire)

    def begin(self, questions: list[Question]) -> None:
        """Hand questions over. A process that is gone is noticed when its answers are collected."""
        self.asked.update((number, url) for number, url, _ in questions)
        try:
            self.wire.send(questions)
        except OSError:
            return

    def collect(self) -> list[Answer]:
        """Return what has come. Raises EOFError or OSError when the process is gone."""
        found = self.wire.recv()
        for number, _ in found:
            del self.asked[number]
        return found

    def given_up(self) -> list[Answer]:
        """Return a refusal for everything that was under way."""
        self.close()
        return [(number, refuse(Reason.PROCESS, url, _ENDED)) for number, url in self.asked.items()]


def _end(process: "subprocess.Popen[bytes]", wire: Connection) -> None:
    wire.close()
    process.kill()
    process.wait()
