"""The main job at action level: five people, five signatures, QA last; and every refusal on the way."""

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.impact.actions import approvals, conclusions, defects, exposures, settlements, triages
from app.impact.queries import verdicts
from app.impact.queries.signing import open_route, routes_of, turn
from app.impact.queries.verdicts import AssessmentRefused
from app.records import moves, revisions, signatures
from app.records.actor import CLOCK
from app.records.moves import MoveRefused
from app.records.signatures import SigningRefused
from app.records.tables import Revision
from tests.factories import impact
from tests.factories.impact import actor, another, sign_as
from tests.factories.people import make_person, person_for

FIVE = ["AUTHOR", "EXECUTE-TEST", "REVIEW-TEST", "APPROVE-BPO", "APPROVE-QA"]
L2_NOTE = "- Users can now export records as CSV files.\n- A fixed typo in the help page.\n"


def with_tester(note=L2_NOTE, **more):
    """Return a submitted L2 assessment on a T1 service whose tester is not its assessor."""
    assessment = impact.triaged(note, **more)
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, another("SO").actor)
    impact.follow_up(assessment)
    with transaction(actor("SO"), impact.clock_now()):
        approvals.submit(assessment, actor("SO"), impact.clock_now())
    return assessment


def signers():
    return [person_for("SO"), another("SO"), person_for("SME"), person_for("BPO"), person_for("QA")]


def test_five_people_five_signatures_qa_last(app, clock):
    assessment = with_tester()
    assert (assessment.state, assessment.level, assessment.tier) == ("in_approval", "L2", "T1")
    for who, meaning in zip(signers(), FIVE, strict=True):
        assert assessment.state == "in_approval"
        clock.forward(minutes=5)
        made = sign_as(assessment, who)
        assert (made.meaning, made.signer_name) == (meaning, who.name)
        assert made.signed_at == clock()
    assert assessment.state == "approved"
    assert assessment.approved_at == clock()
    kept = revisions.signatures_of(assessment)
    assert [one.meaning for one in kept] == FIVE
    assert len({one.signer_id for one in kept}) == 5
    body = db.session.scalar(select(Revision.body).where(Revision.sha256 == kept[-1].revision_sha256))
    assert '"payload_sha256"' in body
    assert "The trail was in it." in body
    clock.forward(days=60)
    impact.sweep()
    assert (assessment.state, assessment.live_since) == ("live", assessment.production_on)
    with transaction(actor("SO"), clock()):
        exposures.close(assessment)
    assert assessment.state == "closed"


def test_nobody_signs_out_of_turn(app):
    assessment = with_tester()
    for who in signers()[1:]:
        with pytest.raises(SigningRefused):
            sign_as(assessment, who)
    assert revisions.signatures_of(assessment) == []


@pytest.mark.parametrize(
    ("at", "roles", "sentence"),
    [
        (0, ["SO"], "is its assessor"),
        (1, ["SO"], "whoever ran them"),
        (2, ["SO"], "role SME"),
        (3, ["SME"], "role BPO"),
        (4, ["BPO"], "role QA"),
    ],
)
def test_the_wrong_person_is_refused_at_every_step(app, at, roles, sentence):
    assessment = with_tester()
    for who in signers()[:at]:
        sign_as(assessment, who)
    outsider = make_person("nils.outer", roles)
    with pytest.raises(SigningRefused, match=sentence):
        sign_as(assessment, outsider)


def test_the_assessor_with_every_role_still_approves_nothing(app):
    all_roles = make_person("alma.allen", ["SO", "SME", "BPO", "QA"])
    assessment = impact.an_assessment(L2_NOTE)
    with transaction(all_roles.actor, impact.clock_now()):
        triages.triage(assessment, all_roles.actor, impact.clock_now())
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, another("SO").actor)
    impact.follow_up(assessment)
    with transaction(all_roles.actor, impact.clock_now()):
        approvals.submit(assessment, all_roles.actor, impact.clock_now())
    sign_as(assessment, all_roles)
    sign_as(assessment, another("SO"))
    sign_as(assessment, person_for("SME"))
    with pytest.raises(SigningRefused, match="AUTHOR"):
        sign_as(assessment, all_roles)
    sign_as(assessment, person_for("BPO"))
    with pytest.raises(SigningRefused, match=r"another person|worked on"):
        sign_as(assessment, all_roles)


def test_the_tester_with_every_role_neither_reviews_nor_approves(app):
    tester = make_person("tessa.tester", ["SO", "SME", "BPO", "QA"])
    assessment = impact.triaged(L2_NOTE)
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, tester.actor)
    impact.follow_up(assessment)
    with transaction(actor("SO"), impact.clock_now()):
        approvals.submit(assessment, actor("SO"), impact.clock_now())
    sign_as(assessment, person_for("SO"))
    sign_as(assessment, tester)
    for honest in ("SME", "BPO", "QA"):
        with pytest.raises(SigningRefused, match="ran a test"):
            sign_as(assessment, tester)
        sign_as(assessment, person_for(honest))
    assert assessment.state == "approved"


def test_who_settled_a_change_does_not_approve_even_when_not_the_assessor(app):
    helper = make_person("hedda.helper", ["SO", "QA"])
    assessment = impact.triaged(L2_NOTE)
    first = assessment.this_round.changes[0]
    with transaction(helper.actor, impact.clock_now()):
        settlements.settle_change(
            first, impact.KNOWN, impact.as_proposed(first), "L2", "Looked at it.", helper.actor, impact.clock_now()
        )
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, another("SO").actor)
    impact.follow_up(assessment)
    with transaction(actor("SO"), impact.clock_now()):
        approvals.submit(assessment, actor("SO"), impact.clock_now())
    for who in signers()[:4]:
        sign_as(assessment, who)
    with pytest.raises(SigningRefused, match="worked on"):
        sign_as(assessment, helper)


def test_qas_no_sends_it_back_and_stays_on_record(app):
    assessment = with_tester()
    for who in signers()[:4]:
        sign_as(assessment, who)

    def say_no(record, proof, shown, who, now):
        return approvals.reject(record, proof, shown, who, now, "The export was not tested as PDF.")

    no = sign_as(assessment, person_for("QA"), say_no)
    assert (assessment.state, no.meaning, no.reason) == ("assessing", "REJECT", "The export was not tested as PDF.")
    assert no.signer_role == "QA"
    assert open_route(routes_of(assessment)) is None
    with transaction(actor("SO"), impact.clock_now()):
        approvals.submit(assessment, actor("SO"), impact.clock_now())
    for who in signers():
        sign_as(assessment, who)
    assert assessment.state == "approved"
    assert [one.meaning for one in revisions.signatures_of(assessment)] == [*FIVE[:4], "REJECT", *FIVE]


def test_a_no_needs_a_reason_and_a_role_that_signs(app):
    assessment = with_tester()

    def say_no(record, proof, shown, who, now):
        return approvals.reject(record, proof, shown, who, now, " ")

    with pytest.raises(SigningRefused, match="reason"):
        sign_as(assessment, person_for("QA"), say_no)
    with pytest.raises(SigningRefused, match="none of the roles"):
        sign_as(assessment, make_person("isa.else", ["ISEC"]), say_no)


def test_a_page_shown_before_somebody_else_signed_is_stale(app):
    assessment = with_tester()
    _, shown = signatures.show(assessment, person_for("SO").actor, impact.clock_now())
    sign_as(assessment, person_for("SO"))
    with pytest.raises(SigningRefused) as refused:
        impact.sign_shown(assessment, person_for("SO"), shown)
    assert refused.value.cause in {"changed", "challenge_used", "not_allowed"}
    assert len(revisions.signatures_of(assessment)) == 1


def test_signing_twice_from_one_page_makes_one_signature(app):
    assessment = with_tester()
    _, shown = signatures.show(assessment, person_for("SO").actor, impact.clock_now())
    impact.sign_shown(assessment, person_for("SO"), shown)
    with pytest.raises(SigningRefused):
        impact.sign_shown(assessment, person_for("SO"), shown)
    assert len(revisions.signatures_of(assessment)) == 1


def test_submitting_twice_is_refused_in_words(app):
    assessment = with_tester()
    with pytest.raises(AssessmentRefused, match="in approval"), transaction(actor("SO"), impact.clock_now()):
        approvals.submit(assessment, actor("SO"), impact.clock_now())


def test_submission_names_every_obstacle_at_once(app):
    assessment = impact.triaged(L2_NOTE, tier=None)
    reasons = " ".join(verdicts.may_submit(assessment).reasons)
    for words in ("no signed tier", "not settled", "no conclusion", "only an assessment at work"):
        assert words in reasons


def test_a_failed_step_blocks_until_its_decision_is_signed_by_somebody_else(app, clock):
    assessment = impact.triaged(L2_NOTE)
    impact.settle_all(assessment, level="L2")
    tester = another("SO")
    impact.run_once(assessment, tester.actor, is_passed=False)
    impact.follow_up(assessment)
    defect = verdicts.open_defects(assessment.this_round)[0]
    assert any(defect.number in one for one in verdicts.may_submit(assessment).reasons)
    with transaction(tester.actor, clock()):
        defects.decide_defect(defect, "accept_with_control", "Reviewed by hand until the fix.", tester.actor, clock())
    assert any("nobody has signed" in one for one in verdicts.may_submit(assessment).reasons)
    with pytest.raises(SigningRefused, match="You ran this test"):
        sign_as(defect, tester, defects.sign_defect)
    sign_as(defect, person_for("SME"), defects.sign_defect)
    assert defect.state == "signed"
    assert verdicts.may_submit(assessment).is_allowed


def test_repaired_and_retested_needs_the_new_run(app, clock):
    assessment = impact.triaged(L2_NOTE)
    impact.settle_all(assessment, level="L2")
    impact.run_once(assessment, actor("SO"), is_passed=False)
    impact.follow_up(assessment)
    defect = verdicts.open_defects(assessment.this_round)[0]
    with transaction(actor("SO"), clock()):
        defects.decide_defect(defect, "fixed_and_retested", "The vendor patched it.", actor("SO"), clock())
    sign_as(defect, person_for("SME"), defects.sign_defect)
    assert any("run again" in one for one in verdicts.may_submit(assessment).reasons)
    impact.run_it(assessment.this_round.planned_tests[0], actor("SO"))
    assert verdicts.may_submit(assessment).is_allowed


def test_nothing_is_edited_while_it_is_being_signed(app, clock):
    assessment = with_tester()
    change = assessment.this_round.changes[0]
    with pytest.raises(AssessmentRefused, match="in approval"), transaction(actor("SO"), clock()):
        settlements.settle_change(
            change, impact.KNOWN, impact.as_proposed(change), "L3", "Second thought.", actor("SO"), clock()
        )


def test_a_tier_that_changed_since_stops_the_route(app, clock, writing):
    assessment = with_tester()
    with writing():
        assessment.service.tier = "T2"
    with pytest.raises(SigningRefused, match="tier"):
        sign_as(assessment, person_for("SO"))


def test_l0_on_t1_needs_author_and_qa(app, clock):
    assessment = impact.triaged("- Fixed a typo in the help page.\n")
    impact.settle_all(assessment, level="L0")
    with transaction(actor("SO"), clock()):
        conclusions.conclude(assessment, "yes", "Only a typo.", actor("SO"), clock())
        approvals.submit(assessment, actor("SO"), clock())
    sign_as(assessment, person_for("SO"))
    with pytest.raises(SigningRefused, match="role QA"):
        sign_as(assessment, person_for("BPO"))
    sign_as(assessment, person_for("QA"))
    assert assessment.state == "approved"


def test_going_live_before_the_production_date_is_refused(app, clock):
    assessment = with_tester()
    for who in signers():
        sign_as(assessment, who)
    with pytest.raises(AssessmentRefused, match="still to come"), transaction(actor("QA"), clock()):
        exposures.go_live(assessment, clock())


def test_the_clock_never_approves(app, clock):
    assessment = with_tester()
    with pytest.raises(MoveRefused), transaction(CLOCK, clock()):
        moves.move(assessment, "approve", "impact.assessment.approved", is_signed=True)
    assert turn(assessment, person_for("SO").actor).verdict.is_allowed
