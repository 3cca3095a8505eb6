"""The clock's own lines of the table: each look alone, under the lease, and as often as it likes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import jobs
from app.base.db import db
from app.base.lease import Lease, LeaseLost
from app.notices import watching
from app.notices.models import Alarm, Mail, Notice
from app.records import kernel
from tests.factories import impact
from tests.factories.people import person_for
from tests.faults.mail_server import running
from tests.notices.test_alarms import lock


@pytest.fixture
def server():
    with running() as found:
        yield found


@pytest.fixture
def settings(copies, server):
    return copies(mail_url=server.url)


@pytest.fixture
def lease(app, clock):
    found = Lease("clock", timedelta(days=900), clock)
    assert found.hold()
    return found


def test_what_went_wrong_is_raised_told_and_mailed(app, client, clock, lease, server):
    for role in ("SQM", "SO", "QA", "ISEC"):
        person_for(role)
    assessment = impact.triaged("- Users can now export records as CSV files.\n")
    jobs.tell(lease, clock)
    clock.at += timedelta(days=(assessment.next_due - clock().date()).days + 2)
    lock(client, "sam.quinn")
    assert jobs.watch(lease, clock) == 3  # overdue, locked, and no backup was made in all that time
    assert jobs.watch(lease, clock) == 0
    assert jobs.tell(lease, clock) >= 1
    assert jobs.tell(lease, clock) == 0
    count = db.session.query(Mail).count()
    assert jobs.send_mail(lease, clock) == count == len(server.taken) == db.session.query(Notice).count()
    assert jobs.send_mail(lease, clock) == 0


def test_a_look_that_fails_does_not_stop_the_others(app, client, clock, lease, monkeypatch, caplog):
    def broken(_now):
        raise LookupError("planted")

    watches = (watching.Watch("planted", ("feed_failing",), broken), *jobs.WATCHES)
    monkeypatch.setattr(jobs, "WATCHES", watches)
    lock(client, person_for("SQM").username)
    assert jobs.watch(lease, clock) == 1
    assert "watch “planted” failed" in caplog.text


def test_a_process_that_lost_the_lease_writes_nothing(app, client, clock, lease, server):
    lock(client, person_for("SQM").username)
    person_for("ISEC")
    jobs.tell(lease, clock)
    jobs.watch(lease, clock)
    queued = db.session.query(Mail).count()
    lock(client, person_for("SO").username)
    clock.forward(days=1000)
    other = Lease("clock", timedelta(days=900), clock)
    assert other.hold()
    for job in (jobs.watch, jobs.send_mail):
        with pytest.raises(LeaseLost):
            job(lease, clock)
    assert db.session.query(Mail).count() == queued
    assert server.taken == []
    assert len(db.session.scalars(select(Alarm)).all()) == 1


def test_while_the_record_is_read_only_nothing_is_raised_told_or_sent(app, client, clock, lease, server):
    lock(client, person_for("SQM").username)
    person_for("ISEC")
    assert jobs.watch(lease, clock) == 1
    kernel.of(db.session()).read_only_because = "The end of the ledger is missing."
    assert [job(lease, clock) for job in (jobs.watch, jobs.tell, jobs.send_mail)] == [0, 0, 0]
    assert server.taken == []
    kernel.of(db.session()).read_only_because = None
    assert jobs.send_mail(lease, clock) == db.session.query(Notice).count() == 4
