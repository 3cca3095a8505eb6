"""Kill -9 while a disposal is carried out, at each step: what is acknowledged stays, what is cut off is done again."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from app.base.db import db, transaction
from app.records import kernel
from app.records.verification.verify import verify
from app.system.actions import removals as actions
from app.system.models import Disposal
from app.system.queries.disposals import disposal
from app.system.queries.removals import recorded
from app.system.removing import remove_due
from tests.factories import disposals as made
from tests.factories.people import clock_now, person_for

FILES = 5
MOST_STEPS = 400


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Run ``work`` in a forked child that kills itself at its step; return whether it got that far.

    A step is a statement, a commit, a file that goes and a folder that is written through to the disk.
    """
    child = os.fork()
    if child == 0:
        _be_killed_at(step, work)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed by itself"
    return os.WIFSIGNALED(status)


def _be_killed_at(step: int, work: Callable[[], object]) -> None:
    left = [step]

    def count(*_: object, **__: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def run(*given: object, **named: object) -> object:
            count()
            done = real(*given, **named)
            count()
            return done

        return run

    code = 1
    try:
        db.session.remove()
        db.engine.dispose(close=False)
        event.listen(db.engine, "before_cursor_execute", count)
        event.listen(db.engine, "commit", count)
        event.listen(db.session, "after_commit", count)
        Path.unlink = counted(Path.unlink)  # type: ignore[method-assign]
        os.fsync = counted(os.fsync)
        work()
        code = 0
    finally:
        os._exit(code)


@pytest.fixture
def number(app, clock) -> str:
    made.past_its_time(clock, files=FILES)
    return made.decided().number


def _carried_out(number: str) -> None:
    who = person_for("SQM").actor
    with transaction(who, clock_now()):
        found = disposal(number)
        if found.state == "decided":
            actions.carry_out(found, clock_now())


def _again() -> Disposal:
    db.session.remove()
    return db.session.query(Disposal).one()


@pytest.mark.sqlite
def test_wherever_it_is_killed_it_is_done_again_and_no_kept_file_is_ever_gone(number, clock):
    """Killed at every step of recording and of removing, one after the other, on one installation."""
    kills, seen = 0, set()
    for step in range(1, MOST_STEPS):
        was_killed = killed_at(step, lambda: _carried_out(number))
        kills += was_killed
        found = _again()
        rows = len(recorded(found))
        assert rows in {0, FILES}, "all rows or none"
        assert (found.state == "carried_out") is (rows == FILES)
        assert len(made.standing(found)) == rows, "no file goes before its row"
        if rows:
            break
    clock.forward(minutes=3)
    for step in range(1, MOST_STEPS):
        was_killed = killed_at(step, lambda: remove_due(clock(), made.nothing))
        kills += was_killed
        seen.add(len(made.standing(_again())))
        assert verify(is_full=True).faults == [], f"killed at step {step}"
        if not was_killed:
            break
    print(f"{kills} kills; files that stood after one: {sorted(seen)}")
    assert kills >= 30
    assert made.standing(_again()) == set()
    assert verify(is_full=True).disposed == {number: FILES}


@pytest.mark.sqlite
def test_the_control_that_removes_before_the_rows_loses_files_without_a_reason(number, clock):
    """Did the files go first, a kill between would leave files missing that nothing excuses."""

    def careless() -> None:
        files = kernel.of(db.session()).files
        for one in disposal(number).removes:
            files.remove(one["digest"])
        _carried_out(number)

    assert killed_at(12, careless)
    db.session.remove()
    assert {one.kind for one in verify().faults} == {"file"}
