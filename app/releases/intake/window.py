"""Many threads, few answers in memory: a window that slides over any number of feeds."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from queue import SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

_TURN = 0.0005
"""Seconds."""

Given = TypeVar("Given")
Result = TypeVar("Result")


@contextmanager
def short_turns() -> Iterator[None]:
    """Let Python's threads take turns every half millisecond while feeds are polled.

    The recording thread lets go of the interpreter at each write to the disk; with turns of 5 ms it stood in line
    behind the reading threads for a third of a first poll (measured with bench/poll.py).
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def sliding(work: Callable[[Given], Result], given: Iterable[Given], *, threads: int, window: int) -> Iterator[Result]:
    """Yield ``work(one)`` for everything given, as it is finished; at most ``window`` are begun and not yet taken.

    ``given`` is read in the caller's thread. What ``work`` raises is raised here.
    """
    waiting = iter(given)
    crew = _Crew(work, threads)
    try:
        running = crew.begin(islice(waiting, window))
        while running:
            result = crew.next()
            running += crew.begin(islice(waiting, 1)) - 1
            yield result
    finally:
        crew.dismiss()


class _Crew(Generic[Given, Result]):
    """Threads between two queues."""

    def __init__(self, work: Callable[[Given], Result], threads: int) -> None:
        self._work = work
        self._tasks: SimpleQueue[Given | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Result | None, BaseException | None]] = SimpleQueue()
        self._threads = [Thread(target=self._toil, name=f"poll-{one}", daemon=True) for one in range(threads)]
        for thread in self._threads:
            thread.start()

    def begin(self, some: Iterable[Given]) -> int:
        """Hand out work; return how much it was."""
        count = 0
        for one in some:
            self._tasks.put(one)
            count += 1
        return count

    def next(self) -> Result:
        """Wait for the next result."""
        result, problem = self._done.get()
        if problem is not None:
            raise problem
        return result  # type: ignore[return-value]  # None only stands beside a problem

    def dismiss(self) -> None:
        """Let every thread finish what it has begun, and nothing more."""
        while not self._tasks.empty():
            self._tasks.get()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def _toil(self) -> None:
        while (one := self._tasks.get()) is not None:
            try:
                self._done.put((self._work(one), None))
            except BaseException as problem:  # noqa: BLE001 - raised again where the results are taken
                self._done.put((None, problem))
