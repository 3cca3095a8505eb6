"""Journey 5, the vendor was faster: live before the approval, a signed use decision, a reviewed window, true dates."""

import json
import re
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from app import jobs
from app.base.db import db, transaction
from app.base.lease import Lease
from app.impact.actions import approvals
from app.impact.models import Assessment, UseDecision
from app.records import revisions
from app.records.tables import LedgerEvent
from tests import pages
from tests.factories import impact
from tests.factories.impact import another
from tests.factories.inspection import review_trail
from tests.factories.people import PASSWORD, person_for
from tests.journeys import register

NOTE = "- Users can now export records as CSV files.\n- Fixed a typo in the help page.\n"
HOME = "/impact-assessments/RIA-2026-0001"


@pytest.fixture(autouse=True)
def _signing_pages(monkeypatch):
    """The kernel asks for files once for each kind of part, so a signing page costs more than any other page."""
    monkeypatch.setattr(pages, "MOST_QUERIES", pages.MOST_QUERIES + 10)


def turn(clock, **step):
    """Let time pass, and the clock's own process run once."""
    clock.forward(**step)
    lease = Lease(jobs.LEASE, timedelta(seconds=30), clock)
    assert lease.hold()
    done = jobs.sweep(lease, clock)
    lease.release()
    db.session.expire_all()
    return done


def post(client, address, page, status=303, **fields):
    answer = client.post(address, data={"csrf_token": client.token(page), **fields})
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    db.session.expire_all()


def sign(client, who, address):
    shown = client.get(f"{address}/new").get_data(as_text=True)
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', shown)[1] for name in ("sha256", "challenge", "meaning")
    }
    post(client, address, f"{address}/new", username=who.username, password=PASSWORD, **hidden)


def exposed(clock):
    """An assessment at work whose release goes live: everything is done but the signatures."""
    assessment = impact.triaged(NOTE, production_in=40)
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, impact.another("SO").actor)
    impact.follow_up(assessment)
    assert turn(clock, days=39) == 0
    assert assessment.state == "testing"
    assert turn(clock, days=3) == 1
    return assessment


def test_the_vendor_was_faster(app, clock, client_as):
    assessment = exposed(clock)
    went_live = assessment.production_on
    assert (assessment.state, assessment.exposed_since) == ("live_unassessed", went_live)
    assert went_live < clock().date()
    assert turn(clock) == 0
    so, qa = client_as("SO"), client_as("QA")
    assert "live and not approved" in so.get(HOME).get_data(as_text=True)
    assert "RIA-2026-0001" in qa.get("/").get_data(as_text=True)
    post(so, f"{HOME}/submissions", f"{HOME}/approvals", 409)

    decide(qa, went_live)
    sign(qa, person_for("QA"), "/use-decisions/USE-2026-0001/signatures")
    decision = db.session.query(UseDecision).one()
    assert (decision.state, decision.applies_from) == ("signed", clock())

    clock.forward(days=1)
    so = client_as("SO")
    review = {
        "records": "14 exports, listed by the query “exports since”",
        "text": "All were read again; none is wrong.",
    }
    post(so, f"{HOME}/exposure-reviews/new", f"{HOME}/exposure-reviews/new", **review)
    impact.follow_up(assessment)
    with transaction(person_for("SO").actor, clock()):
        approvals.submit(assessment, person_for("SO").actor, clock())
    is_signed_as_retrospective(assessment, clock, client_as)
    assert (assessment.exposed_since, assessment.exposure_ended_at) == (went_live, assessment.approved_at)
    assert datetime.combine(went_live, time(), clock().tzinfo) < assessment.approved_at
    nothing_is_back_dated()


def decide(qa, went_live):
    """QA writes the use decision; an earlier day than today is refused."""
    address = f"{HOME}/use-decisions/new"
    fields = {"decision": "continue_with_control", "control": "A second person reads each export."}
    post(qa, address, address, 422, begins_on=went_live.isoformat(), **fields)
    assert db.session.query(UseDecision).count() == 0
    post(qa, address, address, begins_on="", **fields)


def is_signed_as_retrospective(assessment, clock, client_as):
    """Five people sign; the wording says what it is, on the page and in the signature."""
    review_trail(assessment, another("QA"))  # QA wrote the use decision, so a colleague reviews the trail
    for who in register.five_people():
        clock.forward(minutes=11)
        client = client_as(who)
        assert "etrospective" in client.get(f"{HOME}/signatures/new").get_data(as_text=True)
        sign(client, who, f"{HOME}/signatures")
    assert assessment.state == "approved"
    last = revisions.signatures_of(assessment)[-1]
    assert "Retrospective: exposure window reviewed." in last.statement
    assert last.signed_at == assessment.approved_at == clock()


def nothing_is_back_dated():
    """No event of the ledger is older than the one before it, and every signature is as old as its event."""
    times = [json.loads(body)["ts"] for body in db.session.scalars(select(LedgerEvent.body).order_by(LedgerEvent.seq))]
    assert times == sorted(times)
    bodies = db.session.query(LedgerEvent.body).where(LedgerEvent.body.like('%"esig":{%')).all()
    assert len(bodies) == 6
    signed = db.session.query(Assessment).one()
    assert {one.signed_at for one in revisions.signatures_of(signed)} <= {datetime.fromisoformat(one) for one in times}
