from datetime import UTC, datetime, timedelta
from time import struct_time

import pytest

from app.releases.feeds.dates import to_utc


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-05T08:00:00Z",
        "2026-10-05 08:00",
        "2026-10-05T10:00:00+02:00",
        "20261005T080000Z",
        "Mon, 05 Oct 2026 08:00:00 GMT",
        "Mon, 05 Oct 2026 10:00 +0200",
        "5 Oct 2026 08:00",
        "October 5th, 2026 08:00",
        "2026/10/05 08:00",
        struct_time((2026, 10, 5, 8, 0, 0, 0, 278, 0)),
    ],
)
def test_the_same_moment_in_many_spellings(text):
    assert to_utc(text) == datetime(2026, 10, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize("text", ["Sept 8th, 2026", "8 September 2026", "08.09.2026", "2026-09-08"])
def test_a_day_without_a_time_is_its_first_moment(text):
    assert to_utc(text) == datetime(2026, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "soon", None, 5, "0000-00-00", "9999-99-99", "Mon, 99 Oct 2026 08:00:00 GMT", "2026-10-05T25:00:00Z"]
)
def test_an_unreadable_date_is_none(text):
    assert to_utc(text) is None


def test_never_naive():
    moment = to_utc("2026-10-05T08:00:00")
    assert moment is not None
    assert moment.utcoffset() == timedelta(0)
