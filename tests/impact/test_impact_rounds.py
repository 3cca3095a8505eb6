"""The note changed, the vendor was faster, and the ways beside the main road."""

from datetime import timedelta

import pytest

from app.base.db import db, transaction
from app.impact.actions import approvals, assignments, departures, exposures, settlements
from app.impact.queries import verdicts
from app.impact.queries.verdicts import AssessmentRefused
from app.records import approvals as routes
from app.records import revisions
from app.records.moves import MoveRefused
from app.records.signatures import SigningRefused
from app.suppliers.models import TierChoice
from tests.factories import impact
from tests.factories.impact import actor, another, sign_as
from tests.factories.inspection import review_trail
from tests.factories.people import make_person, person_for

NOTE = "- Users can now export records as CSV files.\n- A fixed typo in the help page.\n"
EDITED = "- Users can now export records as CSV files.\n- Deleted records are now removed from the audit trail.\n"


def approved(note=NOTE, **more):
    assessment = impact.triaged(note, **more)
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, another("SO").actor)
    impact.follow_up(assessment)
    with transaction(actor("SO"), impact.clock_now()):
        approvals.submit(assessment, actor("SO"), impact.clock_now())
    for who in (person_for("SO"), another("SO"), person_for("SME"), person_for("BPO"), person_for("QA")):
        sign_as(assessment, who)
    return assessment


def edit(assessment, note=EDITED):
    with transaction(actor("SQM"), impact.clock_now()):
        impact.a_note(assessment.release, note)
    return impact.sweep()


def test_an_edited_note_reopens_an_approved_assessment(app, clock):
    assessment = approved()
    signed = len(revisions.signatures_of(assessment))
    assert edit(assessment) == [assessment]
    assert (assessment.state, assessment.round, assessment.level) == ("assessing", 2, None)
    same, new = assessment.this_round.changes
    assert same.is_carried_over
    assert (same.settled_level, same.is_settled) == ("L2", False)
    assert not new.is_carried_over
    assert new.settled_level is None
    assert len(revisions.signatures_of(assessment)) == signed
    assert impact.sweep() == []


def test_carried_over_changes_are_confirmed_in_one_go(app, clock):
    assessment = approved()
    edit(assessment)
    with transaction(actor("SO"), clock()):
        confirmed = settlements.settle_unchanged(assessment, actor("SO"), clock())
    assert [one.position for one in confirmed] == [1]
    assert [one.title for one in verdicts.unsettled(assessment.this_round)] == [assessment.this_round.changes[1].title]


@pytest.mark.parametrize("state", ["live", "closed"])
def test_an_edited_note_reopens_what_is_live_or_closed(app, clock, state):
    assessment = approved()
    clock.forward(days=60)
    impact.sweep()
    if state == "closed":
        with transaction(actor("SO"), clock()):
            exposures.close(assessment)
    assert assessment.state == state
    edit(assessment)
    assert (assessment.state, assessment.round) == ("assessing", 2)
    assert impact.sweep() == []
    assert not assessment.is_retrospective


def test_an_edited_note_stops_a_route_at_work(app, clock):
    assessment = impact.submitted(NOTE)
    edit(assessment)
    assert assessment.state == "assessing"
    assert [one.outcome for one in routes.routes_of(assessment)] == ["superseded"]
    with pytest.raises(SigningRefused):
        sign_as(assessment, person_for("SO"))


def test_each_revision_in_between_has_its_round(app, clock):
    assessment = impact.an_assessment(NOTE)
    with transaction(actor("SQM"), clock()):
        impact.a_note(assessment.release, EDITED)
        impact.a_note(assessment.release, EDITED + "- One more thing about exports.\n")
    impact.sweep()
    assert [one.number for one in assessment.rounds] == [1, 2, 3]
    assert assessment.state == "detected"
    assert impact.sweep() == []


def exposed():
    assessment = impact.triaged(NOTE)
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, another("SO").actor)
    impact.follow_up(assessment)
    return assessment


def decide_use(assessment, clock):
    with transaction(actor("QA"), clock()):
        use = exposures.Use("continue_with_control", "Second look at each export.", clock())
        return exposures.decide_use(assessment, use, actor("QA"), clock())


def test_the_vendor_was_faster_and_the_approval_is_retrospective(app, clock):
    assessment = exposed()
    clock.forward(days=45)
    impact.sweep()
    assert (assessment.state, assessment.exposed_since) == ("live_unassessed", assessment.production_on)
    assert impact.sweep() == []
    with pytest.raises(AssessmentRefused, match="use decision"), transaction(actor("SO"), clock()):
        settlements.settle_without_impact(assessment, [1], "cosmetic", actor("SO"), clock())
    decision = decide_use(assessment, clock)
    with pytest.raises(SigningRefused, match="role QA"):
        sign_as(decision, person_for("SO"), exposures.sign_use_decision)
    sign_as(decision, person_for("QA"), exposures.sign_use_decision)
    impact.follow_up(assessment)
    assert assessment.state == "assessing"
    assert any("exposure window" in one for one in verdicts.may_submit(assessment).reasons)
    with transaction(actor("SO"), clock()):
        exposures.review_exposure(assessment, "14 exports", "All were read again.", actor("SO"), clock())
        approvals.submit(assessment, actor("SO"), clock())
    review_trail(assessment, another("QA"))  # QA wrote the use decision, so a colleague reviews the trail
    for who in (person_for("SO"), another("SO"), person_for("SME"), person_for("BPO"), person_for("QA")):
        made = sign_as(assessment, who)
    assert "Retrospective: exposure window reviewed." in made.statement
    assert made.signed_at == clock() == assessment.approved_at == assessment.exposure_ended_at
    assert not assessment.is_retrospective
    impact.sweep()
    assert assessment.state == "live"
    assert assessment.live_since == assessment.exposed_since


def test_a_use_decision_is_never_back_dated(app, clock):
    assessment = exposed()
    clock.forward(days=45)
    impact.sweep()
    use = exposures.Use("stop", "Nobody works in it.", clock() - timedelta(days=3))
    with pytest.raises(AssessmentRefused, match="back-dated"), transaction(actor("QA"), clock()):
        exposures.decide_use(assessment, use, actor("QA"), clock())


def test_live_unassessed_stops_a_half_signed_route(app, clock):
    assessment = impact.submitted(NOTE)
    sign_as(assessment, person_for("SO"))
    clock.forward(days=45)
    impact.sweep()
    assert assessment.state == "live_unassessed"
    assert routes.routes_of(assessment)[-1].outcome == "superseded"


def test_a_moved_production_date_moves_the_due_dates(app, clock, writing):
    assessment = impact.an_assessment(NOTE)
    before = assessment.approval_due
    with writing():
        assessment.release.production_on += timedelta(days=30)
    assert impact.sweep() == [assessment]
    assert assessment.approval_due > before
    assert impact.sweep() == []


def test_a_tier_signed_later_is_taken_over(app, clock, writing):
    assessment = impact.an_assessment(NOTE, tier=None)
    with writing():
        assessment.service.tier = "T3"
    impact.sweep()
    assert assessment.tier == "T3"
    assert impact.sweep() == []


def test_ways_beside_the_main_road_need_reasons_and_stay_open_to_an_edited_note(app, clock):
    assessment = impact.triaged(NOTE)
    so = actor("SO")
    with pytest.raises(MoveRefused, match="needs a reason"), transaction(so, clock()):
        departures.withdraw(assessment, " ", clock())
    with transaction(so, clock()):
        departures.not_adopt(assessment, "The new export is not wanted.", clock())
    assert assessment.state == "not_adopted"
    assert assessment.next_due is None
    edit(assessment)
    assert assessment.state == "assessing"


def test_a_deferred_release_is_watched_on_its_new_date(app, clock):
    assessment = impact.triaged(NOTE)
    until = clock().date() + timedelta(days=90)
    with transaction(actor("SO"), clock()):
        departures.defer(assessment, until, "The vendor holds it back for us.", clock())
    clock.forward(days=45)
    assert impact.sweep() == []
    clock.forward(days=60)
    impact.sweep()
    assert (assessment.state, assessment.exposed_since) == ("live_unassessed", until)


def test_merging_needs_the_same_service(app, clock):
    first, second = impact.triaged(NOTE), impact.triaged(NOTE)
    with pytest.raises(AssessmentRefused, match="same service"), transaction(actor("SO"), clock()):
        departures.merge(first, second, "The hotfix is in it.", clock())


def test_taking_and_reassigning(app, clock):
    assessment = impact.triaged(NOTE)
    other = another("SO")
    with pytest.raises(AssessmentRefused, match="Reassign"), transaction(other.actor, clock()):
        assignments.take(assessment, other.actor)
    with transaction(actor("SQM"), clock()):
        to = assignments.Assessor(str(other.id), other.name)
        assignments.reassign(assessment, to, "Sol is on leave until Monday.")
    assert assessment.assessor_name == other.name


def test_an_unregulated_service_is_logged_and_closed(app, clock, writing):
    owner = make_person("olga.owner", ["SQM"])
    with writing():
        service = impact.a_service("T4", is_regulated=False)
        feed = impact.a_feed(service)
        choice = TierChoice(
            number="TIE-2026-0001",
            service=service,
            tier="T4",
            rationale="Canteen menu.",
            state="signed",
            drafted_by_id=owner.id,
            drafted_at=clock(),
            decided_at=clock(),
        )
        db.session.add(choice)
        impact.a_release(feed, NOTE)
    found = impact.sweep()[0]
    assert (found.state, found.is_log_only, found.level) == ("closed", True, "L0")
    clock.forward(days=90)
    assert impact.sweep() == []
    edit(found)
    assert (found.state, found.round) == ("closed", 2)
