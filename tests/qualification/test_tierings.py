"""A tiering from the first sheet to the tier on the service: who scores, what counts, who signs."""

import hashlib

import pytest
from sqlalchemy import select

from app.base.db import db, transaction
from app.qualification import queries
from app.qualification.actions import opening, sheets, signing, weighing
from app.qualification.definitions import risk_model
from app.qualification.models import SealedSheet, TieringScore, reckon
from app.records import history
from app.records.moves import MoveRefused, move
from app.records.revisions import compose
from app.records.signature import Signature
from app.suppliers import queries as suppliers
from app.suppliers.actions import tiers
from app.suppliers.actions.refused import Refused
from tests.factories.impact import sign_as
from tests.factories.inspection import is_review_asked
from tests.factories.people import clock_now, make_person, person_for
from tests.factories.qualification import (
    CRITICAL,
    LIGHT,
    again,
    agreed,
    hand_in,
    make_scored,
    make_tiering,
    typed,
    weighed,
)
from tests.factories.suppliers import make_owned_service
from tests.suppliers.test_tier_choices import sign

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def signers(client_as):
    return {role: (client_as(role), person_for(role).username) for role in ("SQM", "BPO", "QA")}


def address_of(tiering):
    return f"/tierings/{tiering.number}"


def signed_by(signers, tiering, *roles):
    for role in roles:
        assert sign(signers[role][0], address_of(tiering), signers[role][1]).status_code == 303
    return again(tiering)


def test_one_light_sheet_is_opened_at_once_and_two_signatures_set_the_tier(signers):
    tiering = make_scored(LIGHT)
    assert (tiering.state, tiering.score, tiering.tier, tiering.formality) == ("weighing", 25, "T3", "informal")
    page = signers["BPO"][0].get(address_of(tiering)).get_data(as_text=True)
    assert "20 × 1 / 4" in page
    assert "The score 25 gives T3." in page
    tiering = signed_by(signers, tiering, "SQM", "BPO")
    service = suppliers.service(tiering.service.number)
    assert (tiering.state, service.tier) == ("signed", "T3")
    event = history.of("suppliers.service", service.id)[0]
    assert (event.act, event.reason) == ("suppliers.service.tier_set", f"{tiering.number} was signed.")


def test_the_whole_model_is_frozen_in_what_is_signed(signers):
    tiering = make_scored(LIGHT)
    assert hashlib.sha256(tiering.model_text.encode()).hexdigest() == tiering.model_sha256
    assert tiering.model_sha256 == risk_model().version.sha256
    body = compose(tiering).body
    assert "automates a GxP decision" in body
    assert "F7: as the manual says" in body
    assert "what is unknown" not in body


def test_a_critical_service_needs_a_second_scorer_and_three_signatures(signers):
    tiering = make_scored(CRITICAL)
    assert (tiering.state, tiering.score, tiering.tier) == ("second_scoring", None, None)
    assert "no signature waits" in sign(signers["SQM"][0], address_of(tiering), signers["SQM"][1])
    tiering = hand_in(tiering, person_for("SME"), CRITICAL)
    assert (tiering.state, tiering.tier, tiering.formality) == ("weighing", "T1", "semi_formal")
    tiering = signed_by(signers, tiering, "SQM", "BPO")
    assert is_review_asked(signers["QA"][0].get(f"{address_of(tiering)}/signatures/new").get_data(as_text=True))
    assert signed_by(signers, tiering, "QA").state == "signed"
    assert suppliers.service(tiering.service.number).tier == "T1"


def test_semi_formal_needs_a_second_scorer_below_t1_too():
    tiering = make_scored({**LIGHT, "F7": "4", "F1": "4"})
    assert tiering.state == "second_scoring"
    tiering = hand_in(tiering, person_for("SO"), {**LIGHT, "F7": "4", "F1": "4"})
    assert (tiering.tier, tiering.formality) == ("T2", "semi_formal")


def test_unknown_counts_as_three_is_flagged_and_makes_the_risk_less_certain():
    tiering = make_scored({**LIGHT, "F10": "unknown"})
    found = reckon(tiering).found
    assert (found.unknown, found.lines[-1].score) == (("F10",), 3)
    assert reckon(tiering).formality.parts[0].points == 2


def test_differences_of_two_are_agreed_in_writing_and_of_small_ones_the_higher_counts(signers):
    tiering = make_scored({**CRITICAL, "F3": "0", "F4": "1"}, {**CRITICAL, "F3": "2", "F4": "2"})
    assert [one.factor for one in reckon(tiering).to_agree] == ["F3"]
    assert (tiering.score, tiering.tier) == (None, None)
    assert "apart on F3" in sign(signers["SQM"][0], address_of(tiering), signers["SQM"][1])
    with pytest.raises(Refused, match="apart on F3"):
        weighed(tiering, "T1")
    with pytest.raises(Refused, match="lies from 0 to 2"):
        agreed(tiering, "F3", 3)
    with pytest.raises(Refused, match="not apart on F4"):
        agreed(tiering, "F4", 2)
    tiering = agreed(tiering, "F3", 1)
    counting = {line.code: line.score for line in reckon(tiering).found.lines}
    assert (counting["F3"], counting["F4"]) == (1, 2)
    tiering = agreed(tiering, "F3", 2, "The hosting contract says more.")
    events = history.of("qualification.tiering_agreement", tiering.agreements[0].id)
    assert [one.verb for one in events] == ["changed", "written"]
    assert "We read the contract together." in str(events)


def test_only_a_scorer_writes_down_what_was_agreed():
    tiering = make_scored({**CRITICAL, "F3": "0"}, {**CRITICAL, "F3": "2"})
    other = make_person("other.expert", ["SME"])
    with pytest.raises(Refused, match="Only the two scorers"), transaction(other.actor, clock_now()):
        weighing.agree(again(tiering), "F3", 1, "I say so.", other.actor, clock_now())


@pytest.mark.parametrize(
    ("scores", "tier", "why", "said"),
    [
        (LIGHT, "T2", "", "Say why it is T2 and not T3"),
        (LIGHT, "T4", "", "Say why it is T4 and not T3"),
        ({**LIGHT, "F4": "2"}, "T4", "Only copies.", "Floor R4 asks for T3"),
        (
            {**dict.fromkeys(LIGHT, "3"), "F7": "0", "F8": "0", "F4": "1", "F1": "2"},
            "T4",
            "Small.",
            "by one tier at most",
        ),
        (LIGHT, "T9", "x", "Choose a tier"),
    ],
)
def test_a_tier_is_not_moved_against_the_rules(scores, tier, why, said):
    tiering = make_scored(scores)
    if tiering.state == "second_scoring":
        tiering = hand_in(tiering, person_for("SME"), scores)
    with pytest.raises(Refused, match=said):
        weighed(tiering, tier, why)


def test_lowering_takes_qa_into_the_route_and_raising_by_tier(signers):
    low = make_scored({**LIGHT, "F4": "0"}, service=make_owned_service())
    assert [step.meaning for step in signing.route_of(low)] == ["AUTHOR", "APPROVE-BPO"]
    low = make_scored(LIGHT)
    lowered = weighed(low, "T4", "It only shows the canteen's menu.")
    assert [step.meaning for step in signing.route_of(lowered)] == ["AUTHOR", "APPROVE-BPO", "APPROVE-QA"]
    signed = signed_by(signers, lowered, "SQM", "BPO")
    assert (signed.state, suppliers.service(signed.service.number).tier) == ("in_approval", None)
    signed_by(signers, lowered, "QA")
    assert suppliers.service(signed.service.number).tier == "T4"
    raised = weighed(make_scored(LIGHT), "T2", "The board wants it watched.")
    assert [step.meaning for step in signing.route_of(raised)][-1] == "APPROVE-QA"
    assert (raised.reckoned_tier, raised.tier) == ("T3", "T2")


def test_a_formal_assessment_names_who_took_part(signers):
    scores = {**CRITICAL, "F7": "4"}
    tiering = make_scored(scores, scores)
    assert tiering.formality == "formal"
    assert "who took part" in sign(signers["SQM"][0], address_of(tiering), signers["SQM"][1])
    with pytest.raises(Refused, match="Say who took part"):
        weighed(tiering, "T1")
    weighed(tiering, "T1", team="Validation, production and IT; led by Mia Stone; FMEA-112.")
    assert signed_by(signers, tiering, "SQM").state == "in_approval"


def test_nobody_scores_out_of_turn_or_twice_and_the_approving_owner_stays_free():
    tiering = make_tiering()
    for role, said in (("SME", "opened this tiering scores first"), ("BPO", "scores first")):
        with pytest.raises(Refused, match=said):
            hand_in(tiering, person_for(role), LIGHT)
    tiering = hand_in(tiering, person_for("SQM"), CRITICAL)
    for role, said in (("SQM", "You scored already"), ("BPO", "You approve this tiering")):
        with pytest.raises(Refused, match=said):
            hand_in(tiering, person_for(role), CRITICAL)
    hand_in(tiering, person_for("SME"), CRITICAL)
    with pytest.raises(Refused, match="nobody scores it now"):
        hand_in(tiering, person_for("SO"), CRITICAL)


def test_a_scorer_never_approves_whatever_roles_they_hold(signers):
    both = make_person("two.hats", ["SME", "QA"])
    tiering = hand_in(make_scored(CRITICAL), both, CRITICAL)
    signed_by(signers, tiering, "SQM", "BPO")
    assert signing.turn_of(again(tiering), both.actor).verdict.reasons == (
        "You scored this service; another person approves.",
    )
    signed_by(signers, tiering, "QA")
    assert not signing.may_void(again(tiering), both.actor).is_allowed


def test_a_sheet_without_a_rationale_or_score_is_not_handed_in():
    given = typed(LIGHT)
    given["F3"]["rationale"], given["F9"]["score"] = "", ""
    author = person_for("SQM")
    tiering = make_tiering()
    with pytest.raises(Refused) as refused, transaction(author.actor, clock_now()):
        sheets.hand_in(again(tiering), given, author.actor, clock_now())
    assert [name for name, _ in refused.value.problems] == ["F3-rationale", "F9-score"]
    assert db.session.scalars(select(SealedSheet)).all() == []


def test_one_decision_at_a_time(signers):
    tiering = make_tiering()
    with pytest.raises(Refused, match=f"{tiering.number} is not decided yet"):
        make_tiering(tiering.service)
    service, author = make_owned_service(), person_for("SQM")
    with transaction(author.actor, clock_now()):
        choice = tiers.draft_choice(service, "T3", "It is small.", author.actor, clock_now())
    with pytest.raises(Refused, match=f"{choice.number} is not decided yet"):
        make_tiering(service)


def test_a_tier_choice_gives_way_to_a_tiering_and_none_is_drafted_beside_it(signers):
    service, author = make_owned_service(), person_for("SQM")
    with transaction(author.actor, clock_now()):
        choice = tiers.draft_choice(service, "T4", "It is small.", author.actor, clock_now())
    for role in ("SQM", "BPO"):
        sign_as(choice, person_for(role), tiers.sign_choice)
    tiering = signed_by(signers, make_scored(LIGHT, service=service), "SQM", "BPO")
    assert suppliers.choice(choice.number).state == "superseded"
    with (
        pytest.raises(Refused, match=f"{tiering.number} decides the tier"),
        transaction(author.actor, clock_now()),
    ):
        tiers.draft_choice(suppliers.service(service.number), "T4", "Again.", author.actor, clock_now())


def test_a_later_tiering_supersedes_and_a_voided_one_is_replaced(signers):
    first = signed_by(signers, make_scored(LIGHT), "SQM", "BPO")
    service = first.service
    second = signed_by(signers, make_scored({**LIGHT, "F1": "0"}, service=service), "SQM", "BPO")
    assert (again(first).state, suppliers.service(service.number).tier) == ("superseded", "T4")
    qa, username = signers["QA"]
    assert sign(qa, address_of(second), username, "voidings", reason="The use was another.").status_code == 303
    assert (again(second).state, suppliers.service(service.number).tier) == ("voided", None)
    third = make_tiering(suppliers.service(service.number))
    assert again(third).replaces.number == second.number
    assert f"{third.number}</a> replaces it" in qa.get(address_of(second)).get_data(as_text=True)


def test_rejecting_takes_a_reason_and_leaves_the_tier(signers):
    tiering = signed_by(signers, make_scored(LIGHT), "SQM")
    client, username = signers["BPO"]
    assert sign(client, address_of(tiering), username, "rejections", reason="").status_code == 422
    assert sign(client, address_of(tiering), username, "rejections", reason="F1 is too low.").status_code == 303
    assert (again(tiering).state, suppliers.service(tiering.service.number).tier) == ("rejected", None)
    assert db.session.scalars(select(Signature).order_by(Signature.id.desc())).first().reason == "F1 is too low."
    assert again(make_tiering(again(tiering).service)).replaces.number == tiering.number


def test_dropping_opens_what_was_handed_in_and_frees_the_service():
    tiering = make_scored(CRITICAL)
    other, author = person_for("SME"), person_for("SQM")
    with pytest.raises(Refused, match="only its author drops it"), transaction(other.actor, clock_now()):
        opening.drop_tiering(again(tiering), "Not needed any more.", other.actor, clock_now())
    with transaction(author.actor, clock_now()):
        opening.drop_tiering(again(tiering), "The service is not bought.", author.actor, clock_now())
    tiering = again(tiering)
    assert (tiering.state, len(tiering.sheets[0].scores)) == ("dropped", 10)
    assert make_tiering(tiering.service).number != tiering.number


def test_the_state_does_not_move_past_its_door():
    tiering = make_scored(LIGHT)
    with pytest.raises(MoveRefused, match="needs a signature"), transaction(person_for("SQM").actor, clock_now()):
        move(again(tiering), "submit", "qualification.tiering.submitted")


def test_what_was_scored_is_written_once(writing):
    tiering = make_scored(LIGHT)
    score_id = tiering.sheets[0].scores[0].id
    with pytest.raises(RuntimeError, match="written once"), writing():
        db.session.get(TieringScore, score_id).score = 4


def test_everybody_else_who_may_sign_is_named(signers):
    make_person("second.quality", ["QA"], name="Selma Second")
    tiering = signed_by(signers, make_scored(CRITICAL, CRITICAL), "SQM", "BPO")
    page = signers["QA"][0].get(f"{address_of(tiering)}/signers").get_data(as_text=True)
    assert "Selma Second" in page
    assert queries.waiting()[0].number == tiering.number
