"""A feed that fails, falls silent or shrinks is an alarm, and over when it is well again; never “no news”."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.base.db import db
from app.notices.models import Alarm
from app.releases import intake
from app.releases.rules.shape import is_reshaped
from app.releases.watches import FEEDS
from tests.conftest import TurnableClock
from tests.notices.test_alarms import turn
from tests.releases.vendors import atom

MANY = [(f"r{n}", f"Acme {n}.0", "News.") for n in range(12, 0, -1)]


@pytest.fixture
def clock():
    """Begin on the day of the newest entry: nothing is silent yet."""
    return TurnableClock(datetime(2026, 10, 28, 12, tzinfo=UTC))


def states():
    db.session.rollback()
    return {(one.kind, one.state) for one in db.session.scalars(select(Alarm))}


def poll(clock):
    clock.forward(hours=5)
    return intake.poll_due()


def test_failing_twice_in_a_row_is_an_alarm_that_ends_with_the_next_good_poll(vendor, polled_feed, clock):
    vendor.says(atom(MANY))
    feed = polled_feed()
    intake.poll_due()
    assert turn(FEEDS, clock) == []
    vendor.says("gone", status=503)
    poll(clock)
    assert turn(FEEDS, clock) == []
    poll(clock)
    alarm = turn(FEEDS, clock)[0]
    assert (alarm.kind, alarm.subject_name) == ("feed_failing", f"{feed.number} {feed.name}")
    assert "503" in alarm.sentence
    assert alarm.link == f"/feeds/{feed.number}"
    vendor.says(atom(MANY))
    poll(clock)
    turn(FEEDS, clock)
    assert states() == {("feed_failing", "over")}


def test_silence_is_an_alarm(vendor, polled_feed, clock):
    vendor.says(atom(MANY))
    polled_feed()
    intake.poll_due()
    clock.forward(days=40)
    assert [one.kind for one in turn(FEEDS, clock)] == ["feed_silent"]


def test_a_document_that_shrinks_is_another_shape_until_the_next_one(vendor, polled_feed, clock):
    vendor.says(atom(MANY))
    polled_feed()
    intake.poll_due()
    vendor.says(atom([("x1", "Moved", "See elsewhere.")]))
    poll(clock)
    alarm = turn(FEEDS, clock)[0]
    assert alarm.kind == "feed_reshaped"
    assert "holds 1 entry, the one before held 12 entries" in alarm.sentence
    vendor.says(atom([("x2", "Back", "Again."), *MANY]))
    poll(clock)
    turn(FEEDS, clock)
    assert ("feed_reshaped", "over") in states()


@pytest.mark.parametrize(
    ("entries", "before", "found"), [(0, 4, True), (1, 12, True), (3, 12, False), (0, 3, False), (50, 10, False)]
)
def test_shape(entries, before, found):
    assert is_reshaped(entries, before) is found
