"""The trail: every change of a regulated row is an event with old and new value, or it does not happen."""

import json

import pytest
from sqlalchemy import select, text, update

from app.base.db import db
from app.records import attachments, trail
from app.records.approvals import ApprovalRoute
from app.records.numbers import next_number
from app.records.tables import LedgerEvent
from tests.conftest import Writing
from tests.samples import Sample, SampleChild


def events():
    return [json.loads(body) for body in db.session.scalars(select(LedgerEvent.body).order_by(LedgerEvent.seq))]


def a_route(clock, **changes):
    values = {"record_type": "t", "record_id": 1, "purpose": "p", "position": 1, "policy": {}, "opened_at": clock()}
    return ApprovalRoute(**{**values, **changes})


def test_change_after_a_commit_still_knows_the_old_value(writing: Writing, clock):
    with writing():
        route = a_route(clock, purpose="high")
        db.session.add(route)
    with writing():
        route.purpose = "low"
    assert events()[-1]["before"] == {"purpose": "high"}
    assert events()[-1]["after"] == {"purpose": "low"}


def test_a_column_left_out_at_first_has_an_old_value_in_the_same_transaction(writing: Writing, clock):
    with writing():
        sample = Sample(number="SAM-1", title="one", state="draft")
        db.session.add(sample)
        db.session.flush()
        sample.text = "added later"
    assert events()[-1]["before"] == {"text": None}
    assert events()[-1]["after"] == {"text": "added later"}


def test_a_foreign_key_set_through_a_relation_is_recorded(writing: Writing, clock):
    """An expired row whose relation is assigned: SQLAlchemy sets the key inside the flush, after the page forgot it."""
    with writing():
        sample = Sample(number="SAM-1", title="one", state="draft")
        other = Sample(number="SAM-2", title="two", state="draft")
        child = SampleChild(title="child", sample=sample)
        db.session.add_all([sample, other, child])
    with writing():
        child.sample = other
    assert events()[-1]["before"] == {"sample_id": sample.id}
    assert events()[-1]["after"] == {"sample_id": other.id}


def test_setting_the_same_value_leaves_no_event(writing: Writing, clock):
    with writing():
        route = a_route(clock)
        db.session.add(route)
    with writing():
        route.purpose = "p"
    assert len(events()) == 1


def test_change_without_a_transaction_is_refused(app, clock):
    db.session.add(a_route(clock))
    with pytest.raises(trail.TrailRefused, match="without saying who"):
        db.session.flush()


def test_bulk_update_is_refused(writing: Writing, clock):
    with writing():
        db.session.add(a_route(clock))
    with pytest.raises(trail.TrailRefused, match="one by one"), writing():
        db.session.execute(update(ApprovalRoute).values(purpose="x"))


def test_delete_is_refused(writing: Writing, clock):
    with writing():
        route = a_route(clock)
        db.session.add(route)
    with pytest.raises(trail.TrailRefused, match="cannot be deleted"), writing():
        db.session.delete(route)


def test_what_is_written_once_stays(app, writing: Writing, clock):
    with writing():
        route = a_route(clock)
        db.session.add(route)
        db.session.flush()
        kept = attachments.attach(route, "a.txt", b"text", "text/plain", _actor(), clock())
    with pytest.raises(trail.TrailRefused, match="written once"), writing():
        kept.name = "b.txt"


def test_rolled_back_savepoint_leaves_no_event(writing: Writing, clock):
    with writing():
        db.session.add(a_route(clock))
        db.session.flush()
        nested = db.session.begin_nested()
        db.session.add(a_route(clock, position=2))
        db.session.flush()
        nested.rollback()
    assert [event["after"]["position"] for event in events()] == [1]


def test_released_savepoint_is_written_once(writing: Writing, clock):
    with writing():
        with db.session.begin_nested():
            db.session.add(a_route(clock))
        db.session.add(a_route(clock, position=2))
    assert [event["after"]["position"] for event in events()] == [1, 2]


def test_failure_leaves_neither_row_nor_event(writing: Writing, clock):
    def fail_after_the_flush():
        with writing():
            db.session.add(a_route(clock))
            db.session.flush()
            raise RuntimeError("afterwards")

    with pytest.raises(RuntimeError, match="afterwards"):
        fail_after_the_flush()
    assert events() == []
    assert db.session.scalars(select(ApprovalRoute)).all() == []


def test_many_rows_make_one_event(writing: Writing, clock):
    row = {"record_type": "t", "record_id": 1, "purpose": "p", "policy": {}, "opened_at": clock()}
    with writing():
        ids = trail.insert_many(ApprovalRoute, [{**row, "position": n} for n in range(30)], "records.batch.recorded")
    assert ids == sorted(ids)
    assert len(ids) == 30
    assert events()[0]["after"]["count"] == 30


def test_reading_cannot_write(app):
    with pytest.raises(Exception, match=r"readonly|read-only"):
        db.session.execute(text("UPDATE ledger_head SET size = 1"))


def test_numbers_are_never_given_twice(writing: Writing):
    with writing():
        given = [next_number("SUP") for _ in range(3)] + [next_number("RIA", 2026)]
    assert given == ["SUP-0001", "SUP-0002", "SUP-0003", "RIA-2026-0001"]


def _actor():
    return db.session().info["transaction"].actor
