"""No fresh backup is an alarm, which ends when a good one is made."""

from app.base.db import db, transaction
from app.notices import watching
from app.records.actor import CLOCK
from app.safekeeping.models import Backup
from app.safekeeping.watches import BACKUPS
from tests.factories.people import person_for


def turn(clock):
    found = watching.changes(BACKUPS, clock())
    if found:
        with transaction(CLOCK, clock()) as opened:
            return watching.settle(found, opened.now)
    return []


def backed_up(clock):
    with transaction(CLOCK, clock()) as opened:
        columns = {one.name for one in Backup.__table__.columns} - {"id", "version", "made_at", "manifest_sha256"}
        given = {name: 1 if Backup.__table__.c[name].type.python_type is int else "x" for name in columns}
        db.session.add(Backup(made_at=opened.now, manifest_sha256=f"{opened.now:%d%H}".rjust(64, "0"), **given))


def test_a_day_without_a_good_backup_raises_one_alarm_and_a_backup_ends_it(app, clock):
    person_for("QA")
    assert turn(clock) == []
    clock.forward(hours=25)
    (alarm,) = turn(clock)
    assert alarm.kind == "backup_old"
    assert "No good backup was ever made" in alarm.sentence
    assert turn(clock) == []
    backed_up(clock)
    turn(clock)
    assert alarm.state == "over"
    clock.forward(hours=23)
    assert turn(clock) == []
    clock.forward(hours=2)
    (again,) = turn(clock)
    assert "The last good backup was made on 03 Nov 2026" in again.sentence
