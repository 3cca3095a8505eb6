"""Threads between two queues: work is handed out, results are collected when it suits, and nobody waits for one."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Thread
from typing import Generic, Self, TypeVar

NAP = 0.005
"""Seconds between two looks at what is finished. A look at each result would cost more than the result."""
_TURN = 0.0005
"""Seconds."""

Given = TypeVar("Given")
Result = TypeVar("Result")


@contextmanager
def short_turns() -> Iterator[None]:
    """Let Python's threads take turns every half millisecond.

    A thread that writes to the disk lets go of the interpreter at each write; with turns of 5 ms it stood in line
    behind the reading threads for a third of a first poll (measured with bench/poll.py).
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


class Crew(Generic[Given, Result]):
    """Threads that do ``work`` on what is given; one at first, one more whenever a nap brought nothing, up to ``most``.

    Where answers come at once, one thread is faster than many: they would only wait for each other. Where each takes
    half a second, all are at work after ``most`` naps. For use by one thread.
    """

    def __init__(self, work: Callable[[Given], Result], most: int) -> None:
        self._work = work
        self._most = most
        self._tasks: SimpleQueue[Given | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Result | None, BaseException | None]] = SimpleQueue()
        self._threads: list[Thread] = []
        self._heard = 0.0
        self.under_way = 0
        """What was given and not yet collected."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()

    @property
    def threads(self) -> int:
        """How many threads there are by now."""
        return len(self._threads)

    def begin(self, some: Iterable[Given]) -> None:
        """Hand out work."""
        if not self.under_way:
            self._heard = time.monotonic()
        for one in some:
            self._tasks.put(one)
            self.under_way += 1
        if self.under_way and not self._threads:
            self._hire()

    def finished(self) -> list[Result]:
        """Return what is finished by now, without waiting. Raises what ``work`` raised."""
        found: list[Result] = []
        while not self._done.empty():
            result, problem = self._done.get()
            self.under_way -= 1
            if problem is not None:
                raise problem
            found.append(result)  # type: ignore[arg-type]  # None only stands beside a problem
        now = time.monotonic()
        if found:
            self._heard = now
        elif self.under_way > len(self._threads) and now - self._heard >= NAP and len(self._threads) < self._most:
            self._heard = now
            self._hire()
        return found

    def finished_within(self, patience: float) -> list[Result]:
        """Return what is finished by now, or else what is after ``patience`` seconds."""
        found = self.finished()
        if found or not self.under_way:
            return found
        time.sleep(patience)
        return self.finished()

    def dismiss(self) -> None:
        """Let every thread finish what it has begun, and nothing more."""
        while not self._tasks.empty():
            self._tasks.get()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _hire(self) -> None:
        thread = Thread(target=self._toil, name=f"crew-{len(self._threads)}", daemon=True)
        thread.start()
        self._threads.append(thread)

    def _toil(self) -> None:
        while (one := self._tasks.get()) is not None:
            try:
                self._done.put((self._work(one), None))
            except BaseException as problem:  # noqa: BLE001 - raised again where the results are collected
                self._done.put((None, problem))
