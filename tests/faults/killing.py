"""Kill -9 at a chosen moment: a forked child works and marks each first write and each commit; the parent kills it."""

import os
import random
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import event

from app.base.db import db

FIRST_WRITE, COMMITTED = b"w", b"c"


@dataclass
class Killed:
    """What one trial saw: the acknowledgements that came, and whether the kill fell between write and commit."""

    acks: list[str] = field(default_factory=list)
    was_between: bool = False


def kill_during(
    work: Callable[[Callable[[str], None]], None], chance: random.Random, patience: float = 0.3, most: int = 4
) -> Killed:
    """Run ``work(acknowledge)`` in a forked child and kill it; every second trial aims between write and commit.

    The kill comes after one to ``most`` first writes.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _be_the_child(work, reader, writer)
    os.close(writer)
    seen = _watch_and_kill(child, reader, chance, patience, chance.randint(1, most))
    os.waitpid(child, 0)
    while found := os.read(reader, 65536):
        seen += found
    os.close(reader)
    lines = seen.split(b"\n")
    marks = [line for line in lines[:-1] if line in {FIRST_WRITE, COMMITTED}]
    acks = [line[4:].decode() for line in lines[:-1] if line.startswith(b"ack ")]
    return Killed(acks, bool(marks) and marks[-1] == FIRST_WRITE)


def _be_the_child(work: Callable[[Callable[[str], None]], None], reader: int, writer: int) -> None:
    os.close(reader)

    def tell(line: bytes) -> None:
        os.write(writer, line + b"\n")

    state = {"has_written": False}

    def before_execute(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not state["has_written"] and statement.lstrip()[:6].upper() in {"INSERT", "UPDATE"}:
            state["has_written"] = True
            tell(FIRST_WRITE)

    def committed(_connection: object) -> None:
        if state["has_written"]:
            state["has_written"] = False
            tell(COMMITTED)

    try:
        db.engine.dispose(close=False)
        event.listen(db.engine, "before_cursor_execute", before_execute)
        event.listen(db.session, "after_commit", committed)
        work(lambda what: tell(b"ack " + what.encode()))
    finally:
        os._exit(0)


def _watch_and_kill(child: int, reader: int, chance: random.Random, patience: float, wanted: int) -> bytes:
    """Wait for so many first writes, then a random moment, then kill."""
    seen = b""
    deadline = time.monotonic() + 20
    while seen.count(FIRST_WRITE + b"\n") < wanted and time.monotonic() < deadline:
        if select.select([reader], [], [], 0.05)[0]:
            found = os.read(reader, 65536)
            if not found:
                break
            seen += found
    time.sleep(chance.random() * (0.004 if chance.random() < 0.6 else patience))
    os.kill(child, signal.SIGKILL)
    return seen
