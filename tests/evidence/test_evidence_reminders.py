"""Who is told that evidence expires: the owner, on the days of its kind, once each, also with mail down."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import jobs
from app.base.db import db, transaction
from app.base.lease import Lease
from app.evidence import dependents
from app.evidence.actions import register
from app.evidence.dependents import Dependent
from app.evidence.errands import EXPIRIES
from app.evidence.queries import standing_on, waiting_for
from app.evidence.queries.counted import Counted
from app.evidence.queries.lists import evidence_list
from app.evidence.rules.standing import STANDINGS
from app.evidence.watches import EVIDENCE
from app.notices import watching
from app.notices.models import Alarm, Mail, Notice
from app.people import actions as accounts
from app.records.actor import CLOCK
from tests.factories.evidence import dates, make_bridge, make_evidence, renew
from tests.factories.people import make_person, person_for
from tests.faults.mail_server import running


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


def tell(clock):
    """Do what the clock does for this errand; return what was told."""
    news = watching.untold(EXPIRIES, clock())
    with transaction(CLOCK, clock()) as opened:
        watching.run_errand(news, opened.now)
    db.session.rollback()
    return [(one.record, one.values["when"]) for one in news]


def at(clock, day: date, hour: int = 0, minute: int = 0):
    clock.at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.at.tzinfo)


def test_a_clock_moved_to_thirty_days_before_yields_one_mail(app, clock, lease, server):
    found = make_evidence(version=dates(expires=200), title="SOC 2 of Northlake")
    last = found.versions[0].expires_on
    at(clock, last - timedelta(days=30))
    for _ in range(5):  # the clock turns every minute, also on the next day
        jobs.tell(lease, clock)
        jobs.send_mail(lease, clock)
        clock.forward(hours=8)
    assert db.session.query(Notice).count() == 1
    assert len(server.taken) == 1
    notice = db.session.scalars(select(Notice)).one()
    assert notice.subject == f"{found.number} expires on {last}, in 30 days"
    assert notice.person_id == found.owner_id


def test_each_day_of_the_kind_is_told_once_and_the_end_once(app, clock):
    found = make_evidence(version=dates(expires=120))
    last, told = found.versions[0].expires_on, []
    at(clock, last - timedelta(days=120))
    for _ in range(150):
        told += [when for _, when in tell(clock)]
        clock.forward(days=1)
    assert told == [
        f"expires on {last}, in 90 days",
        f"expires on {last}, in 30 days",
        f"expires on {last}, in 7 days",
        "expires tomorrow",
        f"expired after {last}",
    ]


def test_with_mail_down_nothing_is_lost_and_nothing_told_twice(app, clock, lease, server):
    found = make_evidence(version=dates(expires=30))
    server.fails_at = "before greeting"
    for _ in range(3):
        jobs.tell(lease, clock)
        jobs.send_mail(lease, clock)
        clock.forward(minutes=1)
    assert [one.subject.split()[0] for one in db.session.scalars(select(Notice))] == [found.number]
    assert [one.state for one in db.session.scalars(select(Mail))] == ["waiting"]
    server.fails_at = None
    clock.forward(hours=1)
    jobs.tell(lease, clock)
    assert jobs.send_mail(lease, clock) == 1 == len(server.taken)


def test_expiry_stands_on_the_day_boundary_of_utc(app, clock):
    found = make_evidence(version=dates(expires=40))
    last = found.versions[0].expires_on
    at(clock, last, 23, 59)
    assert standing_on([found.id], clock().date())[found.id].standing.code == "expiring"
    assert [when for _, when in tell(clock)] == ["expires today"]
    clock.forward(minutes=1)
    assert standing_on([found.id], clock().date())[found.id].standing.code == "expired"
    assert [when for _, when in tell(clock)] == [f"expired after {last}"]


def test_whoever_takes_over_is_told_and_a_newer_version_ends_the_reminders(app, clock):
    found, expert = make_evidence(version=dates(expires=6)), person_for("SME")
    assert len(tell(clock)) == 1
    with transaction(person_for("SQM").actor, clock()):
        register.reassign(found, expert.id, "She reviews the reports.")
    assert len(tell(clock)) == 1
    assert [one.record for one in waiting_in(app, person_for("SME"), clock)] == [found.number]
    assert waiting_in(app, person_for("SQM"), clock) == []
    renew(found, dates(effective=0, expires=400))
    clock.forward(days=8)
    assert tell(clock) == []
    assert waiting_in(app, person_for("SME"), clock) == []


def test_of_an_owner_who_left_the_quality_managers_are_told(app, clock):
    gone, keeper = make_person("gale.left", ["SO"]), person_for("SQM")
    found = make_evidence(version=dates(expires=6), owner_id=gone.id)
    admin = person_for("ADM")
    with transaction(admin.actor, clock()):
        accounts.deactivate(gone, "Left the company", admin.actor, clock())
    news = list(EXPIRIES.news(clock()))
    assert [(one.record, one.person_id) for one in news] == [(found.number, keeper.id)]


def waiting_in(app, person, clock):
    with app.test_request_context():
        return list(waiting_for(person.actor, clock()))


def test_a_bridge_letter_moves_the_reminders_to_its_own_end(app, clock):
    report = make_evidence(version=dates(effective=-300, expires=3))
    assert [number for number, _ in tell(clock)] == [report.number]
    make_bridge(report, clock().date() + timedelta(days=80))
    assert [when for number, when in tell(clock) if number == report.number] == [
        f"expires on {clock().date() + timedelta(days=80)}, in 80 days"
    ]


def test_an_alarm_stands_while_something_leans_on_what_has_expired(app, clock):
    found = make_evidence(version=dates(effective=-99, expires=-2), title="Secret title")
    make_evidence(version=dates(effective=-99, expires=-2))
    turn(clock)
    assert db.session.query(Alarm).count() == 0, "nothing leans on it"

    def answers(ids):
        return {found.id: [Dependent("RES-2026-0001", "Answer", "/x")]} if found.id in ids else {}

    dependents.register(answers)
    try:
        turn(clock)
        alarm = db.session.scalars(select(Alarm)).one()
        assert found.number in alarm.subject_name
        assert "RES-2026-0001 leaned on it" in alarm.sentence
        assert "Secret title" not in alarm.sentence + alarm.subject_name
        renew(found, dates(effective=0))
        turn(clock)
    finally:
        dependents.forget(answers)
    db.session.expire_all()
    assert alarm.state == "over" or alarm.ended_at is not None


def turn(clock):
    found = watching.changes(EVIDENCE, clock())
    with transaction(CLOCK, clock()) as opened:
        watching.settle(found, opened.now)


def test_lists_judge_as_the_rule_does(app, clock):
    """The standing is said twice, in Python and in SQL; they never differ."""
    for effective in (-900, -500, -30, 0, 5):
        for expires in (-400, -1, 0, 1, 29, 30, 31, 200, None):
            if expires is None or expires >= effective:
                make_evidence(version=dates(effective=effective, expires=expires))
    report = make_evidence(version=dates(effective=-200, expires=-20))
    make_bridge(report, clock().date() + timedelta(days=44))
    actor, seen = person_for("SQM").actor, set()
    for ahead in (-30, -1, 0, 1, 14, 15, 31, 44, 45, 200, 700):
        day = clock().date() + timedelta(days=ahead)
        counted = Counted(day)
        for row in db.session.execute(evidence_list(actor, day).add_columns(counted.standing, counted.until)):
            line = counted.line(row)
            assert (line.standing.code, line.standing.until) == (row[-2], row[-1]), (line.evidence.number, day)
            seen.add(line.standing.code)
    assert seen == set(STANDINGS) - {"withdrawn"}
