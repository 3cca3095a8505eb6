"""Kill -9 while feeds are polled: the next poll completes what was cut, nothing is lost, nothing is doubled."""

import random
from collections import Counter

import pytest
from sqlalchemy import func, select

from app.base.db import db, transaction
from app.records.actor import CLOCK
from app.records.verification.verify import verify
from app.releases import intake
from app.releases.actions.received import add_releases, revise_releases
from app.releases.intake import polling, recording
from app.releases.intake.outcomes import next_cursor
from app.releases.models import NoteRevision, Release
from tests.factories.releases import make_feed
from tests.factories.suppliers import make_service
from tests.faults.killing import kill_during
from tests.releases.vendors import atom, serving

FEEDS, KEPT = 3, 12


@pytest.fixture
def vendor():
    with serving() as found:
        yield found


@pytest.fixture
def settings(copies, vendor):
    return copies(outbound_allow=(f"http://127.0.0.1:{vendor.port}",))


def say(vendor, turn: int) -> None:
    """Each turn adds an entry to every feed and edits the one before; the feed shows the newest ones."""
    for feed in range(FEEDS):
        entries = [
            (f"f{feed}-r{one}", f"Acme {one}.0", f"- Words of {one}, {'edited' if one < turn else 'new'}.")
            for one in range(turn, max(turn - KEPT, -1), -1)
        ]
        vendor.says(atom(entries), f"/{feed}", ETag=f'"{turn}"')


def trials(app, clock, vendor, count: int, seed: int, careless=None) -> tuple[int, list[str]]:
    """Kill one poll a turn, let the next one finish, and list what is lost or doubled. Return hits and losses."""
    chance, hits, lost = random.Random(seed), 0, []
    service = make_service()
    say(vendor, 0)
    for feed in range(FEEDS):
        make_feed(service, name=f"Feed {feed}", url=vendor.url(f"/{feed}"))
    intake.poll()
    for turn in range(1, count + 1):
        say(vendor, turn)
        clock.forward(hours=2)
        db.session.remove()
        db.engine.dispose()

        def work(acknowledge):
            if careless is not None:
                polling.record_news = careless
            intake.poll()
            acknowledge("polled")

        hits += kill_during(work, chance, patience=0.1).was_between
        clock.forward(hours=2)
        intake.poll()
        lost += _missing(turn)
    return hits, lost


def _missing(turn: int) -> list[str]:
    db.session.rollback()
    found = Counter(db.session.scalars(select(Release.uid)))
    doubled = [f"{uid} stands {times} times" for uid, times in found.items() if times > 1]
    wanted = [f"f{feed}-r{one}" for feed in range(FEEDS) for one in (turn, turn - 1)]
    absent = [f"{uid} is missing at turn {turn}" for uid in wanted if not any(name.endswith(uid) for name in found)]
    return doubled + absent


def test_kills_lose_and_double_nothing(app, clock, vendor, request):
    count = 1_000 if request.config.getoption("--large") else 60
    hits, lost = trials(app, clock, vendor, count, seed=21)
    notes = dict(
        db.session.execute(select(NoteRevision.release_id, func.count()).group_by(NoteRevision.release_id)).all()
    )
    print(
        f"{count} kills while polling, {hits} between first write and commit, {len(notes)} releases, lost: {len(lost)}"
    )
    assert hits >= count // 5
    assert lost == []
    assert set(notes.values()) <= {1, 2}, "a note was taken twice"
    assert verify(is_full=True).faults == []


def test_the_careless_control_does_lose_news(app, clock, vendor):
    """Were the cursor moved before the news is on record, a kill would lose it: the check above can fail."""

    def careless(desk, attempt, read, news, at):
        stored = recording.kernel.of(db.session()).files.put(read.fetched.body)
        with transaction(CLOCK, at):
            recording._move_cursors([next_cursor(attempt, at)])
        with transaction(CLOCK, at):
            source = attempt.source
            add_releases(source.feed_id, source.supplier_id, news.new, stored.sha256, at, is_baseline=False)
            revise_releases(source.feed_id, news.edited, stored.sha256, at)
        return True

    hits, lost = trials(app, clock, vendor, 25, seed=22, careless=careless)
    print(f"control: 25 kills, {hits} between first write and commit, {len(lost)} losses")
    assert lost
