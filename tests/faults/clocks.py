"""Clocks in processes of their own, as `jobs run` makes them, that tell what they do; and the time they all read."""

import logging
import mmap
import os
import signal
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from app import jobs
from app.base.db import db
from app.base.lease import LeaseLost
from tests.conftest import TurnableClock

BEGINS, ENDS, REFUSED, GONE = b"b", b"e", b"r", b"g"


class SharedClock(TurnableClock):
    """A clock that every process forked from this one reads, too."""

    def __init__(self, at: datetime) -> None:
        self._since, self._turned = at, mmap.mmap(-1, 8)

    @property
    def at(self) -> datetime:  # type: ignore[override]
        return self._since + timedelta(milliseconds=struct.unpack("q", self._turned[:8])[0])

    def forward(self, **step: float) -> datetime:
        turned = self.at + timedelta(**step) - self._since
        self._turned[:8] = struct.pack("q", turned // timedelta(milliseconds=1))
        return self.at


class _Hasty(threading.Event):
    """Waits a twentieth of a second where the product waits one or five."""

    def wait(self, timeout: float | None = None) -> bool:
        return super().wait(min(timeout or 0.05, 0.05))


class ClockProcess:
    """A process that runs `jobs.run` with the feeds alone, over and over; ``refused`` counts its refused writes."""

    def __init__(self, app, prepare: Callable[[], object]) -> None:
        reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reader)
            _be_a_clock(app, prepare, lambda word: os.write(writer, word))
        os.close(writer)
        self.is_at_work, self.refused, self.is_gone = False, 0, False
        self._ear = threading.Thread(target=self._listen, args=(reader,), daemon=True)
        self._ear.start()

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def end(self) -> int:
        """Ask it politely; return what it exited with."""
        with suppress(ProcessLookupError):
            self.send(signal.SIGCONT)
            self.send(signal.SIGTERM)
        _, status = os.waitpid(self.pid, 0)
        self._ear.join()
        return os.waitstatus_to_exitcode(status)

    def _listen(self, reader: int) -> None:
        while words := os.read(reader, 4096):
            self.refused += words.count(REFUSED)
            self.is_at_work = words.rfind(BEGINS) > words.rfind(ENDS)
        os.close(reader)
        self.is_gone = True


def _be_a_clock(app, prepare: Callable[[], object], say: Callable[[bytes], object]) -> None:
    def poll(lease, clock) -> None:
        say(BEGINS)
        try:
            jobs.poll_feeds(lease, clock)
        except LeaseLost:
            say(REFUSED)
            raise
        finally:
            say(ENDS)

    code = 1
    try:
        db.engine.dispose(close=False)
        logging.disable(logging.WARNING)
        jobs.JOBS = (jobs.Job("feeds", timedelta(seconds=0.1), poll, "polls the feeds that are due"),)
        prepare()
        stop = _Hasty()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        jobs.run(app, stop)
        code = 0
    finally:
        os._exit(code)


def comes(what: Callable[[], object], patience: float = 20) -> bool:
    """Wait until something is true; tell whether it came."""
    deadline = time.monotonic() + patience
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True
