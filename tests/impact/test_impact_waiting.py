"""What waits for whom: computed from the verdicts that guard the next move, and never more than may be done."""

import pytest
from sqlalchemy import event

from app.base.db import db, transaction
from app.impact.actions import approvals, defects, triages
from app.impact.queries.blockers import blockers_for
from app.impact.queries.verdicts import open_defects
from app.impact.queries.waiting import waiting_for
from tests.factories import impact
from tests.factories.impact import actor, another, sign_as
from tests.factories.people import person_for

NOTE = "- Users can now export records as CSV files.\n"


def what(role: str) -> list[str]:
    return [one.what for one in waiting_for(actor(role))]


def test_a_new_one_waits_for_whoever_may_triage(app):
    found = impact.an_assessment(NOTE)
    assert what("SO") == what("SQM") == ["Triage it"]
    assert waiting_for(actor("SO"))[0].due == found.triage_due
    assert what("QA") == what("LEAD") == what("BPO") == []


def test_it_follows_the_work_from_hand_to_hand(app):
    assessment = impact.triaged(NOTE)
    assert what("SO") == ["Settle 1 change"]
    impact.settle_all(assessment, level="L2")
    assert what("SO") == ["Finish tests and conclusion"]
    impact.run_once(assessment, actor("SO"))
    impact.follow_up(assessment)
    assert what("SO") == ["Submit it"]

    with transaction(actor("SO"), impact.clock_now()):
        approvals.submit(assessment, actor("SO"), impact.clock_now())
    for role in ("SO", "SO", "SME", "BPO", "QA"):
        assert what(role)[0].startswith("Sign as ")
        others = {"SME", "BPO", "QA", "SO"} - {role}
        assert all(not what(one) for one in others)
        sign_as(assessment, person_for(role))
    assert not any(what(one) for one in ("SO", "SME", "BPO", "QA"))


def test_a_defect_waits_for_everybody_but_its_tester(app, clock):

    assessment = impact.triaged(NOTE)
    impact.settle_all(assessment, level="L2")
    tester = another("SO")
    impact.run_once(assessment, tester.actor, is_passed=False)
    with transaction(actor("SO"), clock()):
        found = open_defects(assessment.this_round)[0]
        defects.decide_defect(found, "accept_with_control", "Read by hand for now.", actor("SO"), clock())
    assert what("SME") == ["Sign the decision on DEF-2026-0001"]
    assert [one.what for one in waiting_for(tester.actor)] == []


def test_live_unassessed_waits_for_qa_first(app, clock):
    impact.triaged(NOTE)
    clock.forward(days=45)
    impact.sweep()
    assert what("QA") == ["Write a use decision"]
    assert what("SO") == []


def test_the_earliest_due_comes_first(app, clock):
    impact.an_assessment(NOTE, production_in=80)
    clock.forward(days=1)
    impact.an_assessment(NOTE, production_in=5)
    due = [one.due for one in waiting_for(actor("SQM"))]
    assert due == sorted(due)


@pytest.mark.parametrize("count", [1, 4])
def test_it_costs_the_same_for_one_and_for_many(app, clock, count):
    person = actor("SO")
    for _ in range(count):
        found = impact.an_assessment(NOTE)
        with transaction(person, clock()):
            triages.triage(found, person, clock())
    db.session.expire_all()
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *more: statements.append(more[2]))
    assert len(waiting_for(person)) == count
    asked = [one for one in statements if one.startswith("SELECT")]
    assert len(asked) <= 8, asked


def test_an_open_assessment_holds_its_service(app):
    assessment = impact.triaged(NOTE)
    assert blockers_for(assessment.service) == [
        "Impact assessment RIA-2026-0001 is triaged. Finish, withdraw or decline it first."
    ]
