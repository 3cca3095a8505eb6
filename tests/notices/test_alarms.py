"""Alarms: raised once for a cause, acknowledged with a comment by whom they are for, over when the cause has gone."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.base.db import db, transaction
from app.inspection.actions import record_verification
from app.inspection.watches import VERIFICATIONS
from app.notices import watching
from app.notices.actions import AlarmRefused, acknowledge, end_alarm, raise_alarm
from app.notices.models import Alarm, Notice
from app.notices.rules.causes import Cause
from app.notices.rules.kinds import KINDS, readable_by
from app.notices.watching.clock import CLOCK_BEHIND
from app.notices.watching.lockouts import LOCKOUTS
from app.records.actor import CLOCK
from app.records.moves import MoveRefused
from app.records.tables import LedgerEvent
from app.records.trail import TrailRefused
from app.records.verification.verify import verify
from tests.factories.people import person_for


def turn(watch, clock):
    """Do what the clock does at one turn of a watch; return the alarms it raised."""
    found = watching.changes(watch, clock())
    if not found:
        return []
    with transaction(CLOCK, clock()) as opened:
        return watching.settle(found, opened.now)


def a_cause(clock, kind="feed_failing", subject="1"):
    return Cause(kind, "releases.feed", subject, f"FED-000{subject} Notes", "/feeds", "It failed.", clock())


def raised(clock, **about):
    with transaction(CLOCK, clock()) as opened:
        return raise_alarm(a_cause(clock, **about), opened.now)


def only():
    db.session.rollback()
    return db.session.scalars(select(Alarm)).one()


def lock(client, username, times=5):
    for _ in range(times):
        data = {"csrf_token": client.token("/sign-in"), "username": username, "password": "wrong"}
        client.post("/sign-in", data=data)


def answer_to(browser, comment, version=1):
    """Send the form of the one alarm."""
    token = browser.token("/account")
    data = {"csrf_token": token, "version": version, "comment": comment}
    return browser.post("/alarms/ALM-2026-0001/acknowledgement", data=data)


def test_raising_twice_adds_nothing_and_ending_opens_the_way_for_a_new_one(app, clock):
    first = raised(clock)
    assert first.number == "ALM-2026-0001"
    assert raised(clock) is None
    assert raised(clock, subject="2").number == "ALM-2026-0002"
    with transaction(CLOCK, clock.forward(hours=1)):
        end_alarm(first, clock())
    assert (first.state, first.over_at, first.open_key) == ("over", clock(), None)
    assert raised(clock).number == "ALM-2026-0003"


def test_the_database_itself_lets_in_one_open_alarm_for_a_cause(app, clock):
    one = raised(clock)
    row = {
        name: getattr(one, name)
        for name in [column.name for column in Alarm.__table__.columns]
        if name not in {"id", "version"}
    }
    with pytest.raises(IntegrityError), transaction(CLOCK, clock()):
        db.session.add(Alarm(**{**row, "number": "ALM-2026-0009"}))


def test_acknowledging_takes_a_comment_and_keeps_who_when_and_as_what(app, client_as, clock):
    raised(clock)
    browser = client_as("SQM")
    for comment in ("", "   ", ".", "ok", "update"):
        answer = answer_to(browser, comment)
        assert answer.status_code == 422
        assert "Say why" in answer.text or "needed" in answer.text
        assert only().state == "raised"
    said = "The vendor moved its feed; asked for the new address."
    assert answer_to(browser, said).status_code == 303
    found = only()
    assert (found.state, found.comment, found.acknowledged_as) == ("acknowledged", said, "SQM")
    assert (found.acknowledged_by.username, found.acknowledged_at) == ("sam.quinn", clock())
    page = browser.get("/alarms/ALM-2026-0001").text
    assert "Sam Quinn" in page
    assert said in page
    event = db.session.scalars(select(LedgerEvent).where(LedgerEvent.act == "notices.alarm.acknowledged")).one()
    assert said in event.body
    again = answer_to(browser, said, found.version)
    assert again.status_code == 422
    assert "acknowledged" in again.text


def test_the_action_itself_refuses_an_empty_comment_and_a_wrong_role(app, clock):
    one, person = raised(clock), person_for("SQM")
    for comment in ("", " . ", "\u200b\u200b\u200b\u200b\u200b"):
        with pytest.raises(AlarmRefused, match="comment"), transaction(person.actor, clock()):
            acknowledge(one, comment, person.actor, clock())
    other = person_for("QA")
    with pytest.raises(AlarmRefused, match="SO or SQM"), transaction(other.actor, clock()):
        acknowledge(one, "I looked at it.", other.actor, clock())


def test_nobody_talks_an_alarm_away(app, clock):
    one, person = raised(clock), person_for("SQM")
    found = db.session.get_one(Alarm, one.id)
    with pytest.raises(TrailRefused, match="one door"), transaction(person.actor, clock()):
        found.state = "over"
    with pytest.raises(TrailRefused, match="cannot be deleted"), transaction(person.actor, clock()):
        db.session.delete(found)
    with transaction(CLOCK, clock()):
        end_alarm(db.session.get_one(Alarm, one.id), clock())
    with pytest.raises(MoveRefused), transaction(person.actor, clock()):
        acknowledge(db.session.get_one(Alarm, one.id), "Too late to say so.", person.actor, clock())


def test_five_failures_are_an_alarm_and_a_notice_within_a_minute(app, client, client_as, clock):
    victim = person_for("SQM")
    security = person_for("ISEC")
    lock(client, victim.username, 4)
    assert turn(LOCKOUTS, clock) == []
    lock(client, victim.username, 1)
    clock.forward(seconds=30)
    assert [one.kind for one in turn(LOCKOUTS, clock)] == ["account_locked"]
    assert turn(LOCKOUTS, clock) == []
    told = {one.person.username: one.kind for one in db.session.scalars(select(Notice))}
    assert told[security.username] == "alarm"
    assert told[victim.username] == "account_locked"
    page = client_as("ISEC").get("/")
    assert "Acknowledge the alarm" in page.text
    assert "1 alarm</a> waits for your acknowledgement" in page.text
    assert victim.label in client_as("ISEC").get("/alarms").text
    assert client_as("SQM").get("/alarms/ALM-2026-0001").status_code == 404


def test_a_lock_out_stays_until_somebody_acknowledged_it_and_a_later_one_is_a_new_alarm(app, client, clock):
    person, security = person_for("SQM"), person_for("ISEC")
    lock(client, person.username)
    turn(LOCKOUTS, clock)
    clock.forward(hours=2)
    turn(LOCKOUTS, clock)
    assert only().state == "raised"
    with transaction(security.actor, clock()):
        acknowledge(only(), "Rang them: it was they themselves.", security.actor, clock())
    turn(LOCKOUTS, clock)
    assert only().state == "over"
    turn(LOCKOUTS, clock)
    clock.forward(hours=1)
    lock(client, person.username)
    assert [one.number for one in turn(LOCKOUTS, clock)] == ["ALM-2026-0002"]


def test_a_clock_that_slept_through_a_lock_out_still_raises_it(app, client, clock):
    lock(client, person_for("SQM").username)
    clock.forward(days=1)
    assert len(turn(LOCKOUTS, clock)) == 1


def test_nobody_acknowledges_an_alarm_about_their_own_account(app, client, client_as, clock):
    person = person_for("QA")
    lock(client, person.username)
    turn(LOCKOUTS, clock)
    answer = answer_to(client_as("QA"), "It was me, forget it.")
    assert answer.status_code == 422
    assert "your own account" in answer.text
    assert "Acknowledge the alarm" not in client_as("QA").get("/").text


def test_a_bad_verification_is_an_alarm_until_a_good_one(app, clock):
    reader = person_for("QA")
    findings = verify()
    with transaction(reader.actor, clock()):
        record_verification(findings, reader.actor, clock()).verdict = "altered"
    assert [one.kind for one in turn(VERIFICATIONS, clock)] == ["verification_failed"]
    with transaction(reader.actor, clock()):
        acknowledge(only(), "Restoring from last night's copy.", reader.actor, clock())
    assert turn(VERIFICATIONS, clock) == []
    assert only().state == "acknowledged"
    with transaction(reader.actor, clock.forward(hours=1)):
        record_verification(findings, reader.actor, clock())
    turn(VERIFICATIONS, clock)
    assert (only().state, only().over_at) == ("over", clock())


def test_a_clock_behind_the_record_is_an_alarm(app, clock):
    person_for("QA")
    clock.at -= timedelta(minutes=5)
    assert "stands 300 seconds behind" in next(one.sentence for one in turn(CLOCK_BEHIND, clock))
    assert turn(CLOCK_BEHIND, clock) == []


def test_many_alarms_at_once_are_one_notice_for_each_person(app, clock):
    person_for("SQM")
    watch = watching.Watch("feeds", ("feed_failing",), lambda _: [a_cause(clock, subject=str(n)) for n in range(1, 41)])
    assert len(turn(watch, clock)) == 40
    notice = db.session.scalars(select(Notice)).one()
    assert notice.subject == "40 alarms were raised"
    assert "And 20 more" in notice.body


def test_list_filters_sorts_exports_and_costs_the_same_for_many(app, client_as, clock):
    for subject in "12345":
        raised(clock, subject=subject)
    browser = client_as("SO")
    assert browser.get("/alarms?state=raised&sort=subject").text.count("ALM-2026-000") >= 5
    few = browser.queries
    for subject in range(10, 60):
        raised(clock, subject=str(subject))
    browser.get("/alarms?state=raised&sort=subject")
    assert browser.queries <= min(few, 12)
    exported = browser.get("/alarms?format=csv").text
    assert "ALM-2026-0001" in exported
    assert "Comment" in exported
    assert "Nothing matches" in browser.get("/alarms?state=over").text


def test_each_kind_is_read_by_whom_it_is_acknowledged_and_never_by_adm_where_it_tells_of_quality_work():
    for kind in KINDS.values():
        assert kind.acknowledgers <= kind.readers
        assert kind.severity in {"warning", "serious", "critical"}
    assert {"assessment_overdue", "live_unassessed"}.isdisjoint(readable_by(["ADM"]))
