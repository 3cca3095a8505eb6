"""Journey 6, the note changed: a vendor edits a published note, and the approved assessment re-opens with the diff."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from app import jobs
from app.base.db import db, transaction
from app.base.lease import Lease
from app.impact.actions import approvals
from app.impact.models import Assessment
from app.records import revisions
from app.releases import intake
from config import Settings
from tests import pages
from tests.factories import impact
from tests.factories.people import person_for
from tests.factories.releases import make_feed
from tests.journeys import register
from tests.releases.vendors import atom

FIRST = "- Users can now export records as CSV files.\n- Fixed a typo in the help page.\n"
EDITED = "- Users can now export records as CSV files.\n- Deleted records are now removed from the audit trail.\n"


@pytest.fixture
def settings(settings: Settings, vendor) -> Settings:
    """An installation that may reach the vendor."""
    return replace(settings, outbound_allow=(f"http://127.0.0.1:{vendor.port}",))


@pytest.fixture
def feed(app, vendor):
    """A feed whose baseline is taken, for a service of tier T1."""
    service = register.a_regulated_service("Acme Quality")
    vendor.says(atom([("6", "Acme Quality 6", "- Older news.")]))
    made = make_feed(service, url=vendor.url(), actor=person_for("SQM").actor)
    assert intake.poll([made.id], actor=person_for("SQM").actor).failed == 0
    return made


def publish(vendor, feed, clock, note):
    """The vendor publishes, the clock polls and sweeps."""
    vendor.says(atom([("7", "Acme Quality 7", note), ("6", "Acme Quality 6", "- Older news.")]))
    clock.forward(hours=2)
    feed_id = feed.id
    tally = intake.poll([feed_id], actor=person_for("SQM").actor)
    lease = Lease(jobs.LEASE, timedelta(seconds=30), clock)
    assert lease.hold()
    jobs.sweep(lease, clock)
    lease.release()
    db.session.expire_all()
    return tally


def approve(clock):
    """Take the one assessment all the way: five signatures by five people."""
    assessment = db.session.query(Assessment).one()
    so = person_for("SO").actor
    with transaction(so, clock()):
        impact.triages.triage(assessment, so, clock())
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, impact.another("SO").actor)
    impact.follow_up(assessment)
    with transaction(so, clock()):
        approvals.submit(assessment, so, clock())
    for who in register.five_people():
        clock.forward(minutes=9)
        impact.sign_as(assessment, who)
    assert assessment.state == "approved"
    return assessment


def test_an_edited_note_opens_the_approved_assessment_again(feed, vendor, clock, client_as, monkeypatch):
    monkeypatch.setattr(pages, "MOST_QUERIES", pages.MOST_QUERIES + 10)
    assert publish(vendor, feed, clock, FIRST).new == 1
    assessment = approve(clock)
    before = [
        (one.meaning, one.signer_name, one.signed_at, one.revision_sha256)
        for one in revisions.signatures_of(assessment)
    ]
    approved_at = assessment.approved_at
    assert publish(vendor, feed, clock, FIRST).unchanged == 1
    assert assessment.state == "approved"

    assert publish(vendor, feed, clock, EDITED).changed == 1
    assert (assessment.state, assessment.round, len(assessment.release.notes)) == ("assessing", 2, 2)
    after = [
        (one.meaning, one.signer_name, one.signed_at, one.revision_sha256)
        for one in revisions.signatures_of(assessment)
    ]
    assert after == before
    assert db.session.query(Assessment).count() == 1

    so, home = client_as("SO"), f"/impact-assessments/{assessment.number}"
    text = so.get(home).get_data(as_text=True)
    assert re.search(r"diff-removed.{0,200}Fixed a typo", text, re.DOTALL)
    assert re.search(r"diff-added.{0,200}Deleted records", text, re.DOTALL)
    same, new = assessment.this_round.changes
    assert (same.is_carried_over, same.settled_level, same.is_settled) == (True, "L2", False)
    assert (new.is_carried_over, new.settled_level) == (False, None)
    assert so.post(f"{home}/confirmations", data={"csrf_token": so.token(home)}).status_code == 303
    db.session.expire_all()
    assert [one.is_settled for one in assessment.this_round.changes] == [True, False]
    earlier = so.get(f"{home}/approvals").get_data(as_text=True)
    assert earlier.count("UNSIGNED") == 5
    assert assessment.approved_at in {approved_at, None}


def test_the_earlier_round_stays_readable_and_is_signed_anew(feed, vendor, clock):
    publish(vendor, feed, clock, FIRST)
    assessment = approve(clock)
    publish(vendor, feed, clock, EDITED)
    clock.forward(days=1)
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, impact.another("SO").actor, title="Deleting a record")
    impact.follow_up(assessment)
    so = person_for("SO").actor
    with transaction(so, clock()):
        approvals.submit(assessment, so, clock())
    for who in register.five_people():
        impact.sign_as(assessment, who)
    assert assessment.state == "approved"
    made = revisions.signatures_of(assessment)
    assert [one.meaning for one in made[:5]] == [one.meaning for one in made[5:]]
    assert all(one.signed_at < two.signed_at for one, two in zip(made[:5], made[5:], strict=True))
    first, second = assessment.rounds
    assert [first.note.body.count("typo"), second.note.body.count("typo")] == [1, 0]
    assert [one.settled_level for one in first.changes] == ["L2", "L2"]
