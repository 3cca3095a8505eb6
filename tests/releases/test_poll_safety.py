"""Polls that are killed, overtaken or no longer wanted: nothing is lost, nothing is doubled."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import create_app
from app.base.db import db
from app.base.lease import LeaseLost
from app.records.tables import LedgerEvent
from app.records.verification.verify import verify
from app.releases import intake
from app.releases.intake import polling
from app.releases.models import FeedCursor, NoteRevision, Poll, Release
from config import Settings
from tests.conftest import TurnableClock
from tests.releases.conftest import FeedMaker
from tests.releases.vendors import Vendor, atom

TRIALS = 12
FEEDS = 8


def history(round_: int) -> list[tuple[str, str, str]]:
    """Return the entries after so many rounds: each round adds one and edits the one before."""
    texts = [f"Text {at}." if at < round_ - 1 else f"First words of {at}." for at in range(round_)]
    return [(f"r{at}", f"Acme {at}.0", text) for at, text in enumerate(texts)][::-1]


def say(vendor: Vendor, round_: int) -> None:
    for feed in range(FEEDS):
        vendor.says(atom(history(round_)).replace("<id>r", f"<id>f{feed}-r"), f"/{feed}", ETag=f'"{round_}"')


def in_child(settings: Settings, clock: TurnableClock, work: Callable[[], object]) -> int:
    """Run ``work`` in a process of its own, on its own connections; return the process id."""
    pid = os.fork()
    if pid:
        return pid
    try:  # the child: only a signal or this exit ends it
        application = create_app(settings, clock)
        with application.app_context():
            work()
    finally:
        os._exit(0)


@pytest.mark.parametrize("seed", [1])
def test_a_poll_killed_at_any_moment_loses_and_doubles_nothing(
    app: Flask, settings: Settings, clock: TurnableClock, vendor: Vendor, polled_feed: FeedMaker, seed: int
) -> None:
    chance, killed = random.Random(seed), 0
    say(vendor, 2)
    for feed in range(FEEDS):
        polled_feed(f"/{feed}")
    intake.poll_due()
    say(vendor, 3)
    whole = _duration(app, settings, clock)
    for trial in range(TRIALS):
        round_ = 4 + trial
        say(vendor, round_)
        clock.forward(hours=2)
        _release_database()
        pid = in_child(settings, clock, intake.poll)
        time.sleep(whole * (0.3 + 0.7 * (trial + chance.random()) / TRIALS))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        was_killed = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
        killed += was_killed
        if not was_killed:
            whole *= 0.7  # it was done before: the first one was measured while the machine was busy
        assert verify().faults == [], f"after kill {trial}"
        intake.poll()
        _check_whole(round_)
    print(f"{killed} of {TRIALS} polls were killed while they ran")
    assert killed >= TRIALS // 3


def _duration(app: Flask, settings: Settings, clock: TurnableClock) -> float:
    _release_database()
    began = time.monotonic()
    os.waitpid(in_child(settings, clock, intake.poll), 0)
    return time.monotonic() - began


def _release_database() -> None:
    db.session.remove()
    db.engine.dispose()


def _check_whole(round_: int) -> None:
    db.session.rollback()  # a snapshot of before would not see what others wrote
    uids = Counter(db.session.scalars(select(Release.uid)))
    assert uids == {f"f{feed}-r{at}": 1 for feed in range(FEEDS) for at in range(round_)}
    last_words: dict[str, str] = {}
    positions: dict[str, list[int]] = {}
    query = select(Release.uid, NoteRevision.position, NoteRevision.body).join(Release).order_by(NoteRevision.id)
    for uid, position, body in db.session.execute(query):
        last_words[uid] = body
        positions.setdefault(uid, []).append(position)
    words = {uid.rpartition("r")[2]: set() for uid in last_words}
    for uid, body in last_words.items():
        words[uid.rpartition("r")[2]].add(body)
    assert words == {uid[1:]: {text} for uid, _, text in history(round_)}
    assert all(found == list(range(1, len(found) + 1)) and len(found) <= 2 for found in positions.values())


def test_eight_pollers_at_once_record_each_release_once(
    app: Flask, vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "THREADS", 2)
    say(vendor, 2)
    for feed in range(FEEDS):
        polled_feed(f"/{feed}")
    problems: list[BaseException] = []

    def poll() -> None:
        with app.app_context():
            try:
                intake.poll()
            except OperationalError as problem:
                problems.append(problem)
            finally:
                db.session.remove()

    for round_ in (2, 3):
        say(vendor, round_)
        clock.forward(hours=2)
        threads = [threading.Thread(target=poll) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert problems == []
        _check_whole(round_)
    outcomes = Counter(db.session.scalars(select(Poll.outcome)))
    assert outcomes["baseline"] == FEEDS
    assert outcomes["new"] == FEEDS
    assert sum(outcomes.values()) == 2 * 8 * FEEDS  # every attempt is on record, the overtaken ones too
    assert verify().is_intact


def test_a_poll_that_lost_its_lease_writes_nothing(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    say(vendor, 2)
    for feed in range(FEEDS):
        polled_feed(f"/{feed}")
    before = db.session.query(LedgerEvent).count()

    def lost() -> None:
        raise LeaseLost("Another process is the clock now.")

    with pytest.raises(LeaseLost):
        intake.poll_due(require=lost)
    assert (db.session.query(LedgerEvent).count(), db.session.query(Release).count()) == (before, 0)
    assert {one.attempts for one in db.session.query(FeedCursor)} == {0}
    assert intake.poll_due(require=lambda: None).polled == FEEDS
    clock.forward(hours=2)
    with pytest.raises(LeaseLost):
        intake.poll_due(require=lost)  # unchanged polls ask too


def test_one_feed_whose_words_cannot_be_kept_does_not_stop_the_others(
    vendor: Vendor, polled_feed: FeedMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(vendor, 2)
    for feed in range(3):
        polled_feed(f"/{feed}")
    real = polling.record_news

    def odd(desk, attempt, *rest):
        if attempt.source.feed_id == 2:
            raise ValueError("half of a character pair")
        return real(desk, attempt, *rest)

    monkeypatch.setattr(polling, "record_news", odd)
    tally = intake.poll_due()
    assert (tally.new, tally.failed) == (4, 1)
    failed = db.session.scalars(select(Poll).where(Poll.outcome == "failed")).one()
    assert "half of a character pair" in failed.sentence
    assert verify().is_intact
