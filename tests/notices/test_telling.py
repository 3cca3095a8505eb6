"""What people are told once: signatures that await them, due dates on sensible days, changes of their account."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.content.definitions import load
from app.impact.actions import approvals
from app.impact.errands import DUE_DATES, SIGNATURES
from app.impact.models import Assessment
from app.impact.rules.reminders import reminder
from app.impact.watches import ASSESSMENTS
from app.notices import watching
from app.notices.models import Alarm, Mail, Notice, TrailReader
from app.notices.queries.notices import address_for
from app.notices.watching import account_changes
from app.people import actions as accounts
from app.people.models import Person
from app.records.actor import CLOCK
from app.suppliers import errands as supplier_errands
from app.suppliers.actions import tiers
from config import ROOT
from tests.factories import impact
from tests.factories.impact import another, sign_as
from tests.factories.people import enrolled, person_for, reset_link
from tests.factories.suppliers import make_owned_service
from tests.notices.test_alarms import turn

NOTE = "- Users can now export records as CSV files.\n"


@pytest.fixture
def settings(copies):
    return copies(mail_url="smtp://127.0.0.1:9")


def run(errand, clock):
    """Do what the clock does for an errand; return who was told, of what."""
    news = watching.untold(errand, clock())
    with transaction(CLOCK, clock()) as opened:
        watching.run_errand(news, opened.now)
    return sorted((db.session.get(Person, one.person_id).username, one.kind) for one in news)


def subjects():
    db.session.rollback()
    return list(db.session.scalars(select(Notice.subject).order_by(Notice.id)))


def test_each_step_tells_each_of_its_signers_once_and_nobody_else(app, clock):
    assessment = impact.submitted(NOTE)
    for role in ("SME", "QA", "BPO"):
        person_for(role)
    assert run(SIGNATURES, clock) == [("sol.owens", "signature")]
    clock.forward(days=1)
    assert run(SIGNATURES, clock) == []
    sign_as(assessment, person_for("SO"))
    sign_as(assessment, person_for("SO"))
    assert run(SIGNATURES, clock) == [("mia.stone", "signature")]
    second = another("SME")
    assert run(SIGNATURES, clock) == [(second.username, "signature")]
    assert subjects() == [f"{assessment.number} waits for your signature"] * 3
    assert db.session.query(Mail).count() == 3


def test_a_recalled_and_resubmitted_record_asks_anew(app, clock):
    assessment = impact.submitted(NOTE)
    run(SIGNATURES, clock)
    author = person_for("SO").actor
    with transaction(author, clock()):
        approvals.recall(db.session.get_one(Assessment, assessment.id), "The conclusion was wrong.", author, clock())
    assert run(SIGNATURES, clock) == []
    with transaction(author, clock()):
        approvals.submit(db.session.get_one(Assessment, assessment.id), author, clock())
    assert run(SIGNATURES, clock) == [("sol.owens", "signature")]


def test_due_dates_are_told_on_sensible_days_and_never_daily(app, clock):
    assessment = impact.triaged(NOTE)
    due = assessment.next_due
    clock.at = clock.at.replace(hour=12)
    told = {}
    for _ in range((due - clock().date()).days + 20):
        if found := run(DUE_DATES, clock):
            told[(due - clock().date()).days] = found
        clock.forward(hours=12)
        assert run(DUE_DATES, clock) == [] or (due - clock().date()).days in {7, 1, -1}
        clock.forward(hours=12)
    assert all(found == [("sol.owens", "due")] for found in told.values())
    assert subjects() == [
        f"{assessment.number} is due on {due}",
        f"{assessment.number} is due tomorrow",
        f"{assessment.number} was due on {due}",
    ]


@pytest.mark.parametrize(
    ("left", "stage"),
    [(30, None), (8, None), (7, "7"), (6, "7"), (2, "7"), (1, "1"), (0, "1"), (-1, "overdue"), (-400, "overdue")],
)
def test_the_latest_reminder_counts(clock, left, stage):
    today = clock().date()
    found = reminder(today + timedelta(days=left), today, (7, 1), is_sent_overdue=True)
    assert (found and found.stage) == stage
    assert reminder(today - timedelta(days=1), today, (7, 1), is_sent_overdue=False) is None


def test_the_days_are_content_that_says_it_is_a_default():
    found = load(ROOT / "questionnaires").reminders
    assert (found.before_days, found.is_sent_overdue, found.version.id) == ((7, 1), True, "release-reminders")


def test_a_tier_choice_tells_its_next_signers(app, clock):
    author = person_for("SQM")
    service = make_owned_service()
    with transaction(author.actor, clock()):
        choice = tiers.draft_choice(service, "T2", "It keeps records of quality.", author.actor, clock())
    assert run(supplier_errands.SIGNATURES, clock) == []
    impact.sign_as(choice, author, tiers.sign_choice)
    told = run(supplier_errands.SIGNATURES, clock)
    assert told
    assert ("sam.quinn", "signature") not in told
    assert run(supplier_errands.SIGNATURES, clock) == []


def test_overdue_and_live_unassessed_are_alarms_until_they_are_not(app, clock):
    person_for("SQM")
    assessment = impact.triaged(NOTE, production_in=30)
    assert turn(ASSESSMENTS, clock) == []
    clock.at = clock.at + timedelta(days=(assessment.next_due - clock().date()).days + 1)
    assert [one.kind for one in turn(ASSESSMENTS, clock)] == ["assessment_overdue"]
    clock.at = clock.at + timedelta(days=(assessment.production_on - clock().date()).days + 1)
    impact.sweep()
    assert [one.kind for one in turn(ASSESSMENTS, clock)] == ["live_unassessed"]
    found = {one.kind: one for one in db.session.scalars(select(Alarm))}
    assert found["assessment_overdue"].state == "over"
    assert assessment.number in found["live_unassessed"].subject_name


def read_trail(clock):
    with transaction(CLOCK, clock()) as opened:
        return account_changes.tell_all(opened.now)


def test_a_changed_address_is_told_to_the_old_one_and_further_changes_to_both(app, clock):
    person, admin = person_for("SQM"), person_for("ADM")
    assert read_trail(clock) == 0
    old = person.email
    with transaction(admin.actor, clock()):
        person.email = "evil@example.com"
    assert read_trail(clock) == 1
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.kind, address_for(notice)) == ("email_changed", old)
    assert "evil@example.com" not in notice.body
    clock.forward(hours=1)
    token = reset_link(person)
    with transaction(person.actor, clock()):
        accounts.use_link(token, "copper meadow 71 violin", clock())
    assert read_trail(clock) == 2
    later = db.session.scalars(select(Notice).where(Notice.kind == "password_reset")).all()
    assert {address_for(one) for one in later} == {old, "evil@example.com"}
    assert not any(token in one.body or token in (one.link or "") for one in later)
    assert read_trail(clock) == 0


def test_the_past_is_not_told_when_reading_begins(app, clock):
    person, admin = person_for("SQM"), person_for("ADM")
    with transaction(admin.actor, clock()):
        person.email = "new@example.org"
    assert read_trail(clock) == 0
    assert db.session.get_one(TrailReader, "accounts").seq > 1
    assert read_trail(clock) == 0
    assert subjects() == []


def test_one_who_changes_the_own_password_with_the_old_one_is_not_told(app, clock):
    person = person_for("SQM")
    read_trail(clock)
    with transaction(person.actor, clock()):
        accounts.set_password(person, "copper meadow 71 violin", clock())
    assert read_trail(clock) == 0


def test_a_change_of_the_second_factor_is_told(app, clock):
    person = person_for("SQM")
    read_trail(clock)
    enrolled(person)
    assert read_trail(clock) == 1
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.kind, notice.person_id) == ("second_factor_changed", person.id)
