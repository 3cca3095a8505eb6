"""Two clocks: of many processes one holds the lease, and one that was paused writes nothing when it wakes (F12)."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import jobs
from app.base.clock import system_clock
from app.base.db import db, transaction
from app.base.lease import JobLease, Lease, LeaseLost
from app.records.actor import CLOCK
from app.records.tables import RecordCounter

PROCESSES = 8
LIFETIME = timedelta(seconds=3)
"""Long enough that a machine under load still finds it running."""


def forked(work: Callable[[Callable[[str], None]], None]) -> tuple[int, int]:
    """Run ``work(say)`` in a child; return (pid, descriptor to read what it said)."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            db.session.remove()
            db.engine.dispose(close=False)
            work(lambda word: os.write(writer, f"{word}\n".encode()) and None)
        except BaseException as problem:  # noqa: BLE001 - the child says what happened and is gone
            os.write(writer, f"{type(problem).__name__}\n".encode())
        finally:
            os._exit(0)
    os.close(writer)
    return child, reader


def heard(child: int, reader: int) -> list[str]:
    """Wait for a child and return its words."""
    said = b""
    while found := os.read(reader, 65536):
        said += found
    os.close(reader)
    os.waitpid(child, 0)
    return said.decode().split()


def wait_for(reader: int, word: str) -> None:
    assert os.read(reader, 64).decode().startswith(word)


def fence() -> int:
    db.session.rollback()
    return db.session.scalar(select(JobLease.fence)) or 0


def write_one(lease: Lease) -> None:
    """What a job does: check the lease inside its transaction, then write."""
    with transaction(CLOCK, system_clock()):
        lease.require()
        db.session.execute(update(RecordCounter).values(last=RecordCounter.last + 1))


@pytest.fixture
def counter(app) -> Callable[[], int]:
    with transaction(CLOCK, system_clock()):
        db.session.add(RecordCounter(prefix="ZZZ", last=0))

    def read() -> int:
        db.session.rollback()
        return db.session.scalar(select(RecordCounter.last).where(RecordCounter.prefix == "ZZZ"))

    return read


def test_of_eight_processes_one_takes_the_lease(app):
    def work(say) -> None:
        say("took" if Lease("clock", timedelta(minutes=1), system_clock).hold() else "waits")

    db.session.remove()
    db.engine.dispose()
    words = [heard(*one) for one in [forked(work) for _ in range(PROCESSES)]]
    assert sorted(word for said in words for word in said) == ["took"] + ["waits"] * (PROCESSES - 1)
    assert fence() == 1


def test_a_paused_holder_loses_the_lease_and_writes_nothing_when_it_wakes(app, counter):
    def work(say) -> None:
        lease = Lease("clock", LIFETIME, system_clock)
        assert lease.hold()
        write_one(lease)
        say("holds")
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGSTOP)  # the machine sleeps, in the middle of its work
        try:
            write_one(lease)
            say("wrote")
        except LeaseLost:
            say("lost")
        say("again" if lease.hold() else "waits")

    db.session.remove()
    db.engine.dispose()
    child, reader = forked(work)
    wait_for(reader, "holds")
    os.waitpid(child, os.WUNTRACED)
    before, first = counter(), fence()
    second = Lease("clock", timedelta(minutes=1), system_clock)
    assert not second.hold(), "the lease still runs"
    time.sleep(LIFETIME.total_seconds() + 0.1)
    assert second.hold()
    assert fence() == second.fence == first + 1
    os.kill(child, signal.SIGCONT)
    assert heard(child, reader) == ["lost", "waits"]
    assert counter() == before
    write_one(second)
    assert counter() == before + 1


def test_every_hand_over_raises_the_fence(app, clock):
    leases = [Lease("clock", timedelta(seconds=30), clock) for _ in range(6)]
    for number, lease in enumerate(leases, 1):
        assert lease.hold()
        assert lease.fence == number
        assert lease.hold(), "renewing keeps the fence"
        assert (lease.fence, fence()) == (number, number)
        clock.forward(seconds=31)
    for lease in leases[:-1]:
        with pytest.raises(LeaseLost), transaction(CLOCK, clock()):
            lease.require()


def test_work_begun_under_an_old_number_ends_with_it_even_where_the_process_took_the_lease_again(app, counter, clock):
    """A clock slept through two handovers, the second back to itself: what it began before is not written."""
    ours, other = (Lease("clock", timedelta(seconds=30), clock) for _ in range(2))
    assert ours.hold()
    told = []

    def work(claim: Lease, _clock) -> None:
        for one in (other, ours):
            clock.forward(seconds=31)
            assert one.hold()
        assert ours.is_ours()
        told.append(claim.is_ours())
        write_one(claim)

    jobs._guarded(app, ours, jobs.Job("work", timedelta(seconds=1), work, "works"))
    assert told == [False]
    assert (counter(), fence()) == (0, 3)


def test_a_lease_given_back_is_taken_at_once(app, clock):
    first, second = (Lease("clock", timedelta(hours=1), clock) for _ in range(2))
    assert first.hold()
    first.release()
    assert second.hold()
    assert not first.is_ours()


def test_without_require_the_paused_holder_would_write(app, counter, clock):
    """The control: it is `require` that stops it."""
    paused, other = (Lease("clock", timedelta(seconds=30), clock) for _ in range(2))
    assert paused.hold()
    clock.forward(seconds=31)
    assert other.hold()
    with transaction(CLOCK, clock()):
        db.session.execute(update(RecordCounter).values(last=RecordCounter.last + 1))
    assert counter() == 1
    with pytest.raises(LeaseLost):
        write_one(paused)
    assert counter() == 1
