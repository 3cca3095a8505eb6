"""A writer that falls asleep with the one writer's place in hand loses it: PostgreSQL ends its connection."""

import time

import pytest
from sqlalchemy.exc import DBAPIError

from app.base import engines
from app.base.db import db, transaction
from app.records.actor import CLOCK
from tests.factories.suppliers import make_supplier
from tests.faults.clocks import comes
from tests.samples import Sample

pytestmark = pytest.mark.postgresql  # SQLite's writer is this very process or one on the same machine


def sleep_amid_writing(now) -> None:
    with transaction(CLOCK, now):
        db.session.add(Sample(number="SAM-1", title="Asleep", state="draft"))
        db.session.flush()
        time.sleep(0.6)


def test_a_stalled_writer_gives_its_place_up_and_stores_nothing(app, clock, monkeypatch):
    monkeypatch.setattr(engines, "STALLED_MILLISECONDS", 200)
    with pytest.raises(DBAPIError, match="idle-in-transaction"):
        sleep_amid_writing(clock())
    db.session.remove()
    assert make_supplier("Awake").name == "Awake"
    assert db.session.query(Sample).count() == 0


def test_without_that_limit_it_would_keep_everybody_waiting(app, clock, monkeypatch):
    monkeypatch.setattr(engines, "STALLED_MILLISECONDS", 0)  # PostgreSQL's own default: no limit
    with transaction(CLOCK, clock()):
        db.session.connection()
        assert not comes(lambda: False, 0.6)
    assert make_supplier("Awake").name == "Awake"
