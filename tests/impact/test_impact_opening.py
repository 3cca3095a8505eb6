"""The sweep opens what waits, once; what it may not open stays closed."""

import pytest
from sqlalchemy import func, select

from app.base.db import db, transaction
from app.impact.actions import opening
from app.impact.models import Assessment, Change
from app.records.actor import CLOCK
from app.releases.models import FeedService
from tests.factories import impact


def test_a_release_becomes_an_assessment_with_changes_reasons_and_dates(app, writing):
    found = impact.an_assessment()
    assert found.number == "RIA-2026-0001"
    assert (found.state, found.round, found.tier) == ("detected", 1, "T1")
    assert [one.position for one in found.this_round.changes] == [1, 2]
    audit = found.this_round.changes[0]
    assert "audit_trail_history" in [one["area"] for one in audit.proposed_areas]
    assert all(one["terms"] for one in audit.proposed_areas)
    assert [one["rule_id"] for one in audit.rule_outcomes] == [f"R{n}" for n in range(1, 11)]
    assert all(one["sentence"] for one in audit.rule_outcomes)
    assert [touch.workflow.name for touch in audit.open_touches] == ["CAPA closure"]
    assert found.triage_due is not None
    assert found.next_due == found.triage_due
    assert found.due_reasons
    assert {one["id"] for one in found.content_versions} >= {"release-decision-tree", "release-routes"}


def test_running_the_sweep_twice_adds_nothing(app, writing):
    impact.an_assessment()
    assert impact.sweep() == []
    assert db.session.scalar(select(func.count(Assessment.id))) == 1
    assert db.session.scalar(select(func.count(Change.id))) == 2


def test_two_sweeps_that_saw_the_same_release_open_one_assessment(app, writing, clock):
    with writing():
        impact.a_release(impact.a_feed(impact.a_service()))
    first, second = list(opening.open_pending(clock())), list(opening.open_pending(clock()))
    for one in (*first, *second):
        with transaction(CLOCK, clock()):
            opening.open_one(one, CLOCK, clock())
    assert db.session.scalar(select(func.count(Assessment.id))) == 1


def test_a_crash_in_between_loses_nothing(app, writing, clock):
    with writing():
        feed = impact.a_feed(impact.a_service())
        impact.a_release(feed, uid="1")
        impact.a_release(feed, uid="2")
    first, second = opening.open_pending(clock())
    with pytest.raises(KeyboardInterrupt), transaction(CLOCK, clock()):
        _open_and_fall(first, clock())
    assert list(opening.open_pending(clock())) == [first, second]
    assert len(impact.sweep()) == 2


def test_a_baseline_opens_nothing(app, writing):
    with writing():
        impact.a_release(impact.a_feed(impact.a_service()), is_baseline=True)
    assert impact.sweep() == []


def test_a_withdrawn_feed_link_and_a_withdrawn_release_open_nothing(app, writing, clock):
    with writing():
        feed = impact.a_feed(impact.a_service())
        release = impact.a_release(feed, uid="1")
        release.withdrawn_at = clock()
    assert impact.sweep() == []
    with writing():
        impact.a_release(feed, uid="2")
        feed.services[0].withdrawn_at = clock()
    assert impact.sweep() == []


def test_one_release_on_two_services_is_two_assessments(app, writing, clock):
    with writing():
        feed = impact.a_feed(impact.a_service())
        other = impact.a_service("T2")
        db.session.add(FeedService(feed=feed, service=other, since=clock()))
        impact.a_release(feed)
    assert [one.service_id for one in impact.sweep()] == [feed.services[0].service_id, other.id]


def test_without_a_signed_tier_the_strictest_dates_count_and_say_so(app, writing):
    found = impact.an_assessment(tier=None)
    assert found.tier is None
    assert "no signed tier" in found.due_reasons[0]
    assert found.triage_due is not None


def test_unknown_facts_make_the_level_two(app, writing):
    found = impact.an_assessment("- A colour of the login button changed.")
    assert {one.proposed_level for one in found.this_round.changes} == {"L2"}
    assert {one.rule_id for one in found.this_round.changes} == {"R4"}


def _open_and_fall(waiting, now):
    opening.open_one(waiting, CLOCK, now)
    raise KeyboardInterrupt
