"""Several clocks; the acting one is paused amid its poll and wakes when another has taken over (F12)."""

import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app import jobs
from app.base import engines
from app.base import lease as leases
from app.base.db import db, unguarded_writes
from app.records.verification.verify import verify
from app.releases.models import Poll, Release
from tests.factories.releases import make_feed
from tests.factories.suppliers import make_service
from tests.faults.clocks import ClockProcess, SharedClock, comes
from tests.hands import Hands
from tests.releases.vendors import atom, serving

CLOCKS, FEEDS, KEPT, NEWS = 4, 3, 5, 4


@pytest.fixture
def clock() -> SharedClock:
    return SharedClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def vendor():
    with serving() as found:
        yield found


@pytest.fixture
def settings(copies, vendor):
    return copies(outbound_allow=(f"http://127.0.0.1:{vendor.port}",))


@dataclass
class Seen:
    """What the turns saw."""

    turns: int = 0
    handovers: int = 0
    held: int = 0
    refused: int = 0
    fetches: int = 0
    too_many: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


class Door:
    """The vendor's door: the first who asks after ``shut`` waits until it is opened."""

    def __init__(self) -> None:
        self.has_asked, self._open = threading.Event(), threading.Event()
        self.open()

    def shut(self) -> None:
        self.has_asked.clear()
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    def __call__(self, _path: str) -> None:
        self.has_asked.set()
        self._open.wait(5)


def say(vendor, turn: int) -> None:
    """Every fourth turn brings an entry to every feed; in the others they answer that nothing has changed."""
    newest = turn // NEWS
    for feed in range(FEEDS):
        entries = [(f"f{feed}-r{one}", f"Acme {one}.0", f"- Words of {one}.") for one in range(newest, -1, -1)]
        vendor.says(atom(entries[:KEPT]), f"/{feed}", ETag=f'"{newest}"')


class House:
    """The clocks, the vendor they ask, and a look past the product into the database they share."""

    def __init__(self, clocks, vendor, clock, eyes) -> None:
        self.clocks, self.vendor, self.clock, self.eyes = clocks, vendor, clock, eyes
        self.door = vendor.before_answer = Door()
        self.seen = Seen()

    def fence(self) -> int:
        return int(self._one("SELECT coalesce(max(fence), 0) FROM job_lease"))

    def polls(self) -> int:
        return int(self._one("SELECT count(*) FROM poll"))

    def acting(self) -> ClockProcess:
        holder = str(self._one("SELECT holder FROM job_lease"))
        return next(one for one in self.clocks if f":{one.pid}:" in holder)

    def _one(self, query: str) -> object:
        return self.eyes.execute(query).fetchone()[0]

    def settle(self) -> None:
        """Wait until every feed was asked once: a new feed is due at once, before the first turn or amid it."""
        assert comes(lambda: self.polls() >= FEEDS and not any(one.is_at_work for one in self.clocks)), "nobody polls"

    def turn(self, number: int, chance: random.Random) -> None:
        """Let the feeds be due, pause whoever polls them, let another take over, and wake the paused one."""
        say(self.vendor, number)
        before, asked, wanted = self.fence(), len(self.vendor.asked), self.polls() + FEEDS
        self.door.shut()
        self.clock.forward(hours=2)
        assert comes(self.door.has_asked.is_set), "nobody polls"
        paused, refused = self.acting(), sum(one.refused for one in self.clocks)
        self._pause(paused, is_amid_fetch=number % 8 < 7, chance=chance)
        fence = self.fence()
        self.clock.forward(seconds=jobs.LEASE_SECONDS + 1)
        # where it sleeps inside a transaction it holds the one writer's place: nobody else can act, and nothing doubles
        # where it sleeps while PostgreSQL queues it for that place, the server gives it the place all the same
        has_handed_over = comes(lambda: self.fence() > fence, 1) and comes(lambda: self.polls() >= wanted, 2)
        paused.send(signal.SIGCONT)
        assert comes(lambda: self.polls() >= wanted and not any(one.is_at_work for one in self.clocks))
        self.seen.turns += 1
        self.seen.handovers += has_handed_over
        self.seen.held += not has_handed_over
        self.seen.refused += sum(one.refused for one in self.clocks) - refused
        self._count(number, asked, self.fence() - before)

    def _pause(self, paused: ClockProcess, *, is_amid_fetch: bool, chance: random.Random) -> None:
        """Stop it while it waits for an answer that it would write; or anywhere later, in a transaction, too."""
        if is_amid_fetch:
            paused.send(signal.SIGSTOP)
            self.door.open()
            return
        self.door.open()
        comes(lambda: False, chance.random() * 0.03)
        paused.send(signal.SIGSTOP)

    def _count(self, number: int, asked: int, handovers: int) -> None:
        found = Counter(path for path, _ in self.vendor.asked[asked:])
        self.seen.fetches += found.total()
        self.seen.too_many += [
            f"{path} {times} times at turn {number}" for path, times in found.items() if times > 1 + handovers
        ]


@contextmanager
def house(app, settings, vendor, clock, prepare=int) -> Iterator[House]:
    """Run the clocks until the block ends; none of them may have died."""
    service = make_service()
    for feed in range(FEEDS):
        make_feed(service, name=f"Feed {feed}", url=vendor.url(f"/{feed}"))
    say(vendor, 0)
    db.session.remove()
    db.engine.dispose()
    clocks = [ClockProcess(app, prepare) for _ in range(CLOCKS)]
    with Hands(settings) as eyes:
        try:
            found = House(clocks, vendor, clock, eyes)
            found.settle()
            yield found
        finally:
            gone, codes = [one.is_gone for one in clocks], [one.end() for one in clocks]
    assert not any(gone), "a clock died"
    assert codes == [0] * CLOCKS


def judge(found: House, turns: int) -> Seen:
    """Compare what stands in the database with what the vendor said, one poll a feed and turn, and the first one."""
    db.session.rollback()
    uids = Counter(db.session.scalars(select(Release.uid)))
    polls = Counter(db.session.scalars(select(Poll.feed_id)))
    wanted = {f"f{feed}-r{one}" for feed in range(FEEDS) for one in range((turns - 1) // NEWS + 1)}
    found.seen.lost = sorted(wanted - set(uids))
    found.seen.doubled = [uid for uid, times in uids.items() if times > 1]
    found.seen.doubled += [f"{times} polls of feed {feed}" for feed, times in polls.items() if times > turns + 1]
    return found.seen


def test_a_paused_clock_doubles_nothing_and_its_late_writes_are_refused(app, settings, vendor, clock, request):
    turns, chance = 1_000 if request.config.getoption("--large") else 50, random.Random(12)
    with house(app, settings, vendor, clock) as found:
        for number in range(turns):
            found.turn(number, chance)
    seen = judge(found, turns)
    print(
        f"{CLOCKS} clocks, {turns} pauses: {seen.handovers} handovers, {seen.held} paused inside a transaction, "
        f"{seen.refused} late writes refused, {seen.fetches} asked, {len(seen.doubled)} doubled, {len(seen.lost)} lost"
    )
    assert seen.handovers >= turns * 3 // 4
    assert seen.refused >= turns // 2
    assert (seen.doubled, seen.lost, seen.too_many) == ([], [], [])
    assert verify(is_full=True).faults == []


def test_the_control_without_the_fence_writes_late_polls(app, settings, vendor, clock):
    """Did nobody ask for the lease inside the transaction, the woken clock would put its poll beside the other's."""

    def careless() -> None:
        leases.Lease.require = lambda _lease: None  # in the clock's own process

    turns, chance = 8, random.Random(13)
    with house(app, settings, vendor, clock, careless) as found:
        for number in range(turns):
            found.turn(number, chance)
    seen = judge(found, turns)
    print(f"control: {turns} pauses, {seen.refused} refused, doubled: {seen.doubled}")
    assert seen.refused == 0
    assert seen.doubled


def test_a_database_that_others_hold_for_too_long_ends_no_clock(app, settings, vendor, clock, monkeypatch):
    """Neither the acting one nor the waiting ones can renew or take the lease meanwhile; afterwards they go on."""
    monkeypatch.setattr(engines, "BUSY_MILLISECONDS", 100)
    with house(app, settings, vendor, clock) as found:
        found.turn(0, random.Random(14))
        with db.engine.connect() as holder, unguarded_writes(), holder.begin():
            comes(lambda: False, 1)
        found.turn(1, random.Random(15))
    assert judge(found, 2).doubled == []
