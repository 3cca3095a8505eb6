"""The audit trail of one record: read, narrowed, reviewed by a peer, and asked for before QA signs on T1 and T2."""

import re
from html import unescape

import pytest

from app.base.db import db, transaction
from app.impact.actions import approvals
from app.inspection.actions.record_reviews import ReviewRefused
from app.inspection.models import RecordReview
from app.inspection.queries import record_trails
from app.inspection.rules.record_reviews import Reviewed, editors, may_review, missing_sentence, not_covered
from app.records.signature import SigningRefusal
from app.records.signatures import SigningRefused
from app.web.wording import SHOWN_WHOLE, beginning, in_words
from tests.factories import impact
from tests.factories.inspection import review_on_page, review_trail
from tests.factories.people import clock_now, make_person, person_for

NOTE = "- Users can now export records as CSV files.\n"
TRAIL = "/inspection/records/RIA-2026-0001/trail"
SIGNING = "/impact-assessments/RIA-2026-0001/signatures/new"


def before_qa(tier="T1"):
    """Return an assessment on which QA's signature is the last one awaited."""
    assessment = impact.triaged(NOTE, tier=tier)
    impact.settle_all(assessment, level="L1")
    impact.follow_up(assessment)
    with transaction(impact.actor("SO"), clock_now()):
        approvals.submit(assessment, impact.actor("SO"), clock_now())
    for role in ("SO", "BPO"):
        impact.sign_as(assessment, person_for(role))
    return assessment


def sign_unreviewed(assessment, who):
    """Sign without looking at the trail first."""
    _, shown = impact.signatures.show(assessment, who.actor, clock_now())
    return impact.sign_shown(assessment, who, shown)


def test_qa_does_not_approve_a_critical_service_without_a_recorded_review(app):
    assessment, qa = before_qa(), person_for("QA")
    with pytest.raises(SigningRefused, match="The audit trail of RIA-2026-0001 was not reviewed yet"):
        sign_unreviewed(assessment, qa)
    review = review_trail(assessment, qa, has_findings=True, comment="The rationale of change 1 was rewritten twice.")
    sign_unreviewed(assessment, qa)
    assert assessment.state == "approved"
    trail = record_trails.trail_of(assessment)
    assert (review.first_seq, review.events) == (trail.own[0].seq, len(trail.own) - 1)  # and then it was approved
    assert review.last_seq == trail.own[-2].seq


def test_who_edited_does_not_review_and_a_changed_trail_is_asked_for_again(app):
    assessment = before_qa()
    both = make_person("una.both", ["SO", "QA"])
    with transaction(impact.actor("SO"), clock_now()):
        approvals.recall(assessment, "One more look.", impact.actor("SO"), clock_now())
    with transaction(both.actor, clock_now()):
        impact.conclusions.conclude(assessment, "yes", "Read once more; it holds.", both.actor, clock_now())
    with transaction(impact.actor("SO"), clock_now()):
        approvals.submit(assessment, impact.actor("SO"), clock_now())
    with pytest.raises(ReviewRefused, match="You edited RIA-2026-0001; somebody else has to review"):
        review_trail(assessment, both)
    review = review_trail(assessment, person_for("QA"))
    with transaction(impact.actor("SO"), clock_now()):
        approvals.recall(assessment, "Wait.", impact.actor("SO"), clock_now())
        approvals.submit(assessment, impact.actor("SO"), clock_now())
    for role in ("SO", "BPO"):
        impact.sign_as(assessment, person_for(role))
    with pytest.raises(SigningRefused, match=rf"ends at event {review.last_seq}, and 2 events came after it"):
        sign_unreviewed(assessment, person_for("QA"))


def test_signatures_leave_a_review_covering(app):
    assessment = impact.triaged(NOTE, tier="T1")
    impact.settle_all(assessment, level="L1")
    impact.follow_up(assessment)
    with transaction(impact.actor("SO"), clock_now()):
        approvals.submit(assessment, impact.actor("SO"), clock_now())
    review_trail(assessment, person_for("QA"))
    for role in ("SO", "BPO", "QA"):
        sign_unreviewed(assessment, person_for(role))
    assert assessment.state == "approved"


def test_low_tiers_need_no_review(app):
    assessment = impact.triaged(NOTE, tier="T3")
    assert not record_trails.is_asked_before(assessment, "APPROVE-QA")


def test_review_then_sign_through_the_pages(client_as, app):
    before_qa()
    qa = client_as("QA")
    text = qa.get(SIGNING).text
    assert "Review it and record the outcome, then sign." in text
    assert 'name="password"' not in text
    panel = qa.get(TRAIL, headers={"HX-Request": "true"}).text
    assert "Review the audit trail" in panel
    assert "was not" not in panel
    page = qa.get(TRAIL).text
    assert "Change overridden" in page
    assert "Sol Owens" in page
    assert "1 field" in page or "fields" in page
    refused = review_on_page(qa, "RIA-2026-0001", 422, findings="yes", comment="")
    assert "Say what was found and where" in refused
    review_on_page(qa, "RIA-2026-0001", comment="Read from the first event on.")
    assert db.session.query(RecordReview).one().comment == "Read from the first event on."
    assert 'name="password"' in qa.get(SIGNING).text
    assert "in order" in qa.get(TRAIL).text


def test_more_than_was_shown_is_not_reviewed(client_as, app):
    assessment = before_qa()
    qa = client_as("QA")
    stale = re.search(r'name="last_seq"[^>]*value="(\d+)"', qa.get(TRAIL).text).group(1)
    with transaction(impact.actor("SO"), clock_now()):
        approvals.recall(assessment, "Wait.", impact.actor("SO"), clock_now())
    text = review_on_page(qa, "RIA-2026-0001", 422, last_seq=stale)
    assert "More happened to RIA-2026-0001 since this page was opened" in text
    assert "Open the trail again" in review_on_page(qa, "RIA-2026-0001", 422, last_seq="not a number")
    assert db.session.query(RecordReview).count() == 0


def test_trail_is_narrowed_by_person_field_act_and_day(client_as, app):
    before_qa()
    qa = client_as("QA")
    every = len(re.findall("history-line", qa.get(TRAIL).text))
    for given, holds in (
        ("act=impact.assessment.submitted", "Assessment submitted"),
        ("field=settled_level", "Change"),
        (f"person={person_for('SO').id}", "Sol Owens"),
        ("from=2026-11-02&to=2026-11-02", "Assessment opened"),
    ):
        text = qa.get(f"{TRAIL}?{given}").text
        assert holds in text
        assert 0 < len(re.findall("history-line", text)) <= every
    assert "No event fits" in qa.get(f"{TRAIL}?from=2030-01-01").text
    for bad in ("from=yesterday", "page=0", "page=x", "colour=red"):
        assert qa.get(f"{TRAIL}?{bad}").status_code == 400
    assert qa.get("/inspection/records/RIA-2026-0099/trail").status_code == 404
    assert qa.get("/inspection/records/PRO-0001/trail").status_code == 404


def test_a_long_value_shows_its_beginning_and_opens_to_the_whole(client_as, app):
    assessment = before_qa()
    outcomes = in_words(assessment.this_round.changes[0].rule_outcomes)
    assert len(outcomes) > SHOWN_WHOLE
    text = unescape(client_as("QA").get(TRAIL).text)
    (found,) = re.findall(
        rf'<summary><span class="beginning">([^<]+) … </span>.*?</summary>{re.escape(outcomes)}<', text
    )
    assert outcomes.startswith(found)
    assert beginning("x" * SHOWN_WHOLE) == ""
    assert beginning("word " * 100).endswith("word")
    assert beginning("x" * 300) == "x" * 160


def test_refused_signing_is_on_record_and_does_not_spoil_the_review(client_as, app):
    assessment = before_qa()
    review_trail(assessment, person_for("QA"))
    impact_refusals = db.session.query(SigningRefusal).count()
    qa = client_as("QA")
    text = qa.get(SIGNING).text
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', text).group(1) for name in ("sha256", "challenge")}
    data = {**fields, "csrf_token": qa.token(SIGNING), "meaning": "APPROVE-QA", "username": "x", "password": "wrong"}
    assert qa.post("/impact-assessments/RIA-2026-0001/signatures", data=data).status_code == 409
    assert db.session.query(SigningRefusal).count() == impact_refusals + 1
    sign_unreviewed(assessment, person_for("QA"))


def test_rules_without_a_database():
    def event(seq, actor="1", type_="impact.assessment", tx="a", esig=None):
        kind = {"seq": seq, "actor_id": actor, "actor_kind": "person", "type": type_, "tx": tx, "esig": esig}
        return type("Event", (), kind)()

    events = [event(1), event(2, "2", "records.signature", "b", {"meaning": "X"}), event(3, "2", tx="b"), event(4, "3")]
    assert editors(events) == {"1", "3"}  # the second person's move came with a signature
    assert [one.seq for one in not_covered(events, Reviewed(3, "Q"))] == [4]
    assert missing_sentence("RIA-1", 0, Reviewed(4, "Q")) is None
    assert not may_review("RIA-1", [], "9").is_allowed
    assert may_review("RIA-1", events, "2").is_allowed
