"""Polling against a vendor's server on loopback, with the whole record kernel on."""

import pytest
from sqlalchemy import func, select

from app.base.db import db
from app.records.tables import LedgerEvent
from app.records.verification.verify import verify
from app.releases import intake
from app.releases.intake import polling
from app.releases.models import Feed, FeedCursor, NoteRevision, Poll, Release
from tests.conftest import TurnableClock
from tests.releases.conftest import FeedMaker
from tests.releases.vendors import Vendor, atom

THREE = [("r3", "Acme 3.0", "New reports."), ("r2", "Acme 2.0", "Fixes."), ("r1", "Acme 1.0", "First.")]
NEWER = ("r4", "Acme 4.0", "Audit trail exports carry the reason.")


@pytest.fixture(params=["threads", "processes"], autouse=True)
def asked_from(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test of this page runs twice: as few feeds are asked, and as many are."""
    if request.param == "processes":
        monkeypatch.setattr(polling, "MANY", 1)


def last_poll(feed: Feed) -> Poll:
    return db.session.scalars(select(Poll).where(Poll.feed_id == feed.id).order_by(Poll.id.desc())).first()


def cursor(feed: Feed) -> FeedCursor:
    db.session.expire_all()
    return db.session.get_one(FeedCursor, feed.id)


def releases() -> list[Release]:
    db.session.expire_all()
    return list(db.session.scalars(select(Release).order_by(Release.id)))


def acts() -> list[str]:
    return list(db.session.scalars(select(LedgerEvent.act).order_by(LedgerEvent.seq)))


def count(kind: type) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_first_poll_sets_a_baseline_that_opens_no_work(vendor: Vendor, polled_feed: FeedMaker) -> None:
    vendor.says(atom(THREE), ETag='"1"')
    feed = polled_feed()
    before = len(acts())
    tally = intake.poll_due()
    assert (tally.polled, tally.new, tally.changed, tally.unchanged, tally.failed) == (1, 3, 0, 0, 0)
    found = releases()
    assert [one.uid for one in found] == ["r3", "r2", "r1"]
    assert all(one.is_baseline and not one.opens_work for one in found)
    assert found[0].number == "REL-000001"
    assert last_poll(feed).outcome == "baseline"
    assert "set the baseline" in last_poll(feed).sentence
    assert acts()[before:] == [
        "releases.release.baseline_recorded",
        "releases.note_revision.received",
        "releases.poll.recorded",
        "releases.feed.baseline_set",
    ]
    assert verify(is_full=True).sentence.startswith("The record is intact")


def test_a_new_entry_opens_work_and_an_unchanged_feed_is_not_read_again(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    vendor.says(atom(THREE), ETag='"1"')
    feed = polled_feed()
    intake.poll_due()
    assert intake.poll_due().polled == 0  # not due yet
    clock.forward(hours=2)
    assert intake.poll_due().unchanged == 1
    assert vendor.asked[-1][1]["if-none-match"] == '"1"'
    assert last_poll(feed).http_status == 304
    vendor.says(atom([NEWER, *THREE]), ETag='"2"')
    clock.forward(hours=2)
    tally = intake.poll_due()
    assert (tally.new, tally.changed) == (1, 0)
    newest = releases()[-1]
    assert newest.opens_work
    assert not newest.is_baseline
    assert newest.notes[0].body == NEWER[2]
    assert newest.notes[0].payload_sha256 == last_poll(feed).payload_sha256
    assert cursor(feed).etag == '"2"'
    assert verify().is_intact


def test_an_equal_body_without_validators_is_recognised_by_its_hash(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    vendor.says(atom(THREE))
    feed = polled_feed()
    intake.poll_due()
    clock.forward(hours=2)
    assert intake.poll_due().unchanged == 1
    assert (last_poll(feed).http_status, "byte for byte" in last_poll(feed).sentence) == (200, True)


def test_an_edited_note_becomes_a_new_revision(vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock) -> None:
    vendor.says(atom(THREE))
    feed = polled_feed()
    intake.poll_due()
    clock.forward(hours=2)
    vendor.says(atom([("r3", "Acme 3.0", "New reports. Security fix."), *THREE[1:]]))
    tally = intake.poll_due()
    assert (tally.new, tally.changed) == (0, 1)
    edited = releases()[0]
    assert [note.position for note in edited.notes] == [1, 2]
    assert edited.notes[1].body == "New reports. Security fix."
    assert last_poll(feed).outcome == "changed"
    assert verify().is_intact


def test_an_entry_that_left_the_feed_is_not_withdrawn(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    vendor.says(atom(THREE))
    feed = polled_feed()
    intake.poll_due()
    clock.forward(hours=2)
    vendor.says(atom(THREE[:1]))
    assert intake.poll_due().unchanged == 1
    assert "no entry in it is new" in last_poll(feed).sentence
    assert all(one.withdrawn_at is None for one in releases())
    assert len(releases()) == 3


def test_an_entry_that_came_back_under_another_id_is_not_new(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    vendor.says(atom(THREE))
    polled_feed()
    intake.poll_due()
    clock.forward(hours=2)
    vendor.says(atom(THREE).replace("<id>r", "<id>urn:uuid:r"))
    assert intake.poll_due().new == 0
    assert len(releases()) == 3


def test_prereleases_are_recorded_but_open_no_work_unless_the_feed_takes_them(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    for path in ("/strict", "/open"):
        vendor.says(atom(THREE), path)
    polled_feed("/strict")
    polled_feed("/open", takes_prereleases=True)
    intake.poll_due()
    clock.forward(hours=2)
    for path in ("/strict", "/open"):
        vendor.says(atom([("r5", "Acme 5.0-beta.1", "Try it."), *THREE]), path)
    assert intake.poll_due().new == 2
    beta = [one for one in releases() if one.is_prerelease]
    assert sorted((one.feed.name, one.opens_work) for one in beta) == [("Feed /open", True), ("Feed /strict", False)]
    assert "pre-release" in next(one.why for one in beta if not one.opens_work)


def test_a_failing_feed_stays_and_says_why(vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock) -> None:
    vendor.says("Sorry", status=500)
    feed = polled_feed()
    for failures in range(1, 4):
        tally = intake.poll_due()
        assert (tally.polled, tally.failed) == (1, 1)
        assert cursor(feed).failures == failures
        clock.forward(days=2)
    assert "in trouble" in last_poll(feed).sentence
    vendor.says(atom(THREE))
    assert intake.poll_due().new == 3
    assert cursor(feed).failures == 0
    assert verify().is_intact


def test_failures_wait_longer_each_time_and_a_wish_of_the_server_is_kept(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    vendor.says("slow down", status=429, Retry_After="7200")
    feed = polled_feed(interval_minutes=60)
    intake.poll_due()
    assert (cursor(feed).next_at - clock()).total_seconds() >= 7200
    assert "asked too often" in last_poll(feed).sentence
    vendor.says("broken", status=502)
    pauses = []
    for _ in range(6):
        clock.forward(days=2)
        intake.poll_due()
        pauses.append((cursor(feed).next_at - clock()).total_seconds() / 3600)
    assert pauses[0] < pauses[1] < pauses[2]
    assert max(pauses) <= 24


LOGIN = "<!doctype html><html><head><title>Sign in</title></head><body><form></form></body></html>"


def test_a_login_page_an_empty_answer_and_a_feed_without_entries_are_failures(
    vendor: Vendor, polled_feed: FeedMaker
) -> None:
    vendor.says(LOGIN, "/login", Content_Type="text/html")
    vendor.says("", "/empty")
    vendor.says(atom([]), "/bare")
    vendor.says("", "/gone", status=410)
    feeds = {path: polled_feed(path) for path in ("/login", "/empty", "/bare", "/gone")}
    assert intake.poll_due().failed == 4
    assert "Sign in" in last_poll(feeds["/login"]).sentence
    assert "empty" in last_poll(feeds["/empty"]).sentence
    assert "without any entry" in last_poll(feeds["/bare"]).sentence
    assert "for good" in last_poll(feeds["/gone"]).sentence
    assert not any(one.has_baseline for one in feeds.values())
    assert releases() == []


def test_a_document_cut_off_keeps_what_is_whole_and_is_asked_for_again(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    whole = atom(THREE)
    vendor.says(whole[: whole.rindex("First.")], ETag='"cut"')
    feed = polled_feed()
    intake.poll_due()
    assert [one.uid for one in releases()] == ["r3", "r2"]
    assert cursor(feed).was_cut
    assert (cursor(feed).etag, cursor(feed).body_sha256) == (None, None)
    vendor.says(whole, ETag='"whole"')
    clock.forward(hours=2)
    assert intake.poll_due().new == 1
    assert len(releases()) == 3
    assert not cursor(feed).was_cut


def test_a_redirect_is_followed_within_what_is_open(vendor: Vendor, polled_feed: FeedMaker) -> None:
    vendor.says("", "/old", status=301, Location="/feed")
    vendor.says("", "/trap", status=302, Location="http://169.254.169.254/latest")
    vendor.says(atom(THREE))
    polled_feed("/old")
    trapped = polled_feed("/trap")
    tally = intake.poll_due()
    assert (tally.new, tally.failed) == (3, 1)
    assert "redirects" in last_poll(trapped).sentence


def test_hundreds_of_unchanged_polls_are_one_event(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "BATCH", 200)
    for at in range(201):
        vendor.says(atom(THREE[:1]), f"/{at}", ETag='"1"')
        polled_feed(f"/{at}")
    assert intake.poll_due().new == 201
    clock.forward(hours=2)
    before, rows = len(acts()), count(Poll)
    assert intake.poll_due().unchanged == 201
    assert acts()[before:] == ["releases.poll.recorded"] * 2
    assert count(Poll) - rows == 201
    assert verify().is_intact


def test_an_unfit_etag_does_not_fail_every_later_poll(
    vendor: Vendor, polled_feed: FeedMaker, clock: TurnableClock
) -> None:
    vendor.says(atom(THREE), ETag='"é' + "x" * 600 + '"')
    feed = polled_feed()
    intake.poll_due()
    clock.forward(hours=2)
    assert intake.poll_due().unchanged == 1
    assert cursor(feed).etag is None


def test_every_note_is_kept_with_the_payload_it_came_in(vendor: Vendor, polled_feed: FeedMaker) -> None:
    vendor.says(atom(THREE))
    feed = polled_feed()
    intake.poll_due()
    payloads = set(db.session.scalars(select(NoteRevision.payload_sha256)))
    assert payloads == {last_poll(feed).payload_sha256}
