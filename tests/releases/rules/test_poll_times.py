from datetime import UTC, datetime, timedelta

import pytest

from app.releases.rules.backoff import MAX_DELAY, next_poll, wished_delay
from app.releases.rules.health import Condition, cadence, health

NOW = datetime(2026, 10, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def delay(**facts):
    facts.setdefault("attempt", 1)
    return next_poll(NOW, facts.pop("interval", HOUR), facts.pop("feed", "FED-0001"), **facts) - NOW


def test_a_working_feed_is_asked_after_its_interval_and_a_little():
    assert HOUR <= delay() <= HOUR * 11 / 10


def test_each_failure_doubles_the_pause_up_to_a_day():
    pauses = [delay(failures=count) for count in range(40)]
    assert 4 * HOUR <= pauses[2] <= 4 * HOUR * 11 / 10
    assert max(pauses) <= MAX_DELAY
    assert min(pauses[6:]) >= MAX_DELAY * 9 / 10


def test_a_weekly_feed_keeps_its_week():
    week = timedelta(days=7)
    assert week * 9 / 10 <= delay(interval=week, failures=9) <= week


def test_the_spread_is_deterministic_and_differs_by_feed_and_attempt():
    assert delay(feed="a") == delay(feed="a")
    assert len({delay(feed=f"FED-{number}") for number in range(100)}) > 50
    assert len({delay(attempt=number) for number in range(100)}) > 50
    assert len({delay(feed=f"FED-{number}", failures=30) for number in range(100)}) > 50


def test_a_servers_wish_is_never_undercut_and_a_day_is_the_limit():
    assert delay(status=429, retry_after=3 * HOUR) >= 3 * HOUR
    assert delay(status=503, retry_after=timedelta(days=9)) == MAX_DELAY
    assert delay(status=429, interval=timedelta(minutes=5)) >= HOUR


@pytest.mark.parametrize(
    ("header", "wish"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 05 Oct 2026 09:00:00 GMT", HOUR),
        ("Sun, 04 Oct 2026 09:00:00 GMT", timedelta(0)),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("9" * 400, timedelta(seconds=10**9)),
    ],
)
def test_retry_after(header, wish):
    assert wished_delay(header, NOW) == wish


def test_a_feed_that_was_never_asked():
    assert health(NOW, last_success=None, failures=0).condition is Condition.UNPOLLED


def test_failing_names_how_often_and_why():
    state = health(NOW, last_success=NOW - HOUR, failures=3, last_error="The server answered 500.")
    assert state.condition is Condition.FAILING
    assert "3 times" in state.reason
    assert "The server answered 500." in state.reason


def test_silence_longer_than_twice_the_cadence_is_an_alarm():
    weekly = [NOW - timedelta(days=7 * week) for week in range(1, 9)]
    assert health(NOW, last_success=NOW, failures=0, published=weekly).condition is Condition.FRESH
    late = NOW + timedelta(days=8)
    assert health(late, last_success=late, failures=0, published=weekly).condition is Condition.SILENT


def test_a_feed_of_every_working_day_may_rest_over_a_long_weekend():
    daily = [NOW - timedelta(days=day) for day in range(20)]
    for days, condition in ((4, Condition.FRESH), (6, Condition.SILENT)):
        late = NOW + timedelta(days=days)
        assert health(late, last_success=late, failures=0, published=daily).condition is condition


def test_a_cadence_needs_four_days_of_publishing():
    assert cadence([NOW] * 9) is None
    assert cadence([NOW - timedelta(days=30 * month) for month in range(6)]) == timedelta(days=30)
