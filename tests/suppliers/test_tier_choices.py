"""A tier by signature: who signs in which order, who never does, and what the last signature sets."""

import re

import pytest
from sqlalchemy import select

from app.base.db import db
from app.people import queries as people
from app.records import history
from app.records.moves import MoveRefused, move
from app.records.signature import Signature, SigningRefusal
from app.suppliers import queries
from app.suppliers.actions import tiers
from tests.factories.inspection import is_review_asked, review_on_page
from tests.factories.people import PASSWORD, make_person, person_for
from tests.factories.suppliers import make_owned_service, make_service

WHY = "A wrong document version on the shop floor reaches the patient unnoticed."


def draft(client, service, tier="T1"):
    address = f"/services/{service.number}/tier-choices"
    fields = {"csrf_token": client.token(f"{address}/new"), "tier": tier, "rationale": WHY}
    response = client.post(address, data=fields)
    return response.headers["Location"] if response.status_code == 303 else response


def sign(client, address, username, what="signatures", password=PASSWORD, **more):
    text = client.get(f"{address}/{what}/new").get_data(as_text=True)
    if is_review_asked(text):
        review_on_page(client, address.rpartition("/")[2])
        text = client.get(f"{address}/{what}/new").get_data(as_text=True)
    hidden = {
        name: found[1]
        for name in ("csrf_token", "sha256", "challenge", "meaning")
        if (found := re.search(rf'name="{name}" value="([^"]+)"', text))
    }
    if "challenge" not in hidden:
        return text
    return client.post(f"{address}/{what}", data={**hidden, "username": username, "password": password, **more})


@pytest.fixture
def signers(client_as):
    return {role: (client_as(role), person_for(role).username) for role in ("SQM", "BPO", "QA")}


def signed_by(signers, address, *roles):
    for role in roles:
        assert sign(signers[role][0], address, signers[role][1]).status_code == 303
    return [one.meaning for one in db.session.scalars(select(Signature).order_by(Signature.id))]


def test_last_of_three_signatures_sets_the_tier_of_a_critical_service(signers):
    service = make_owned_service()
    address = draft(signers["SQM"][0], service)
    assert signed_by(signers, address, "SQM", "BPO") == ["AUTHOR", "APPROVE-BPO"]
    assert queries.service(service.number).tier is None
    assert signed_by(signers, address, "QA")[-1] == "APPROVE-QA"
    found = queries.service(service.number)
    assert found.tier == "T1"
    event = history.of("suppliers.service", found.id)[0]
    assert (event.act, event.after, event.reason) == (
        "suppliers.service.tier_set",
        {"tier": "T1"},
        "Tier choice TIE-2026-0001 was signed.",
    )
    text = signers["QA"][0].get(address).get_data(as_text=True)
    assert "This record meets our procedure" in text
    assert "Quentin Abel" in text


def test_low_tier_needs_two_signatures(signers):
    service = make_owned_service()
    address = draft(signers["SQM"][0], service, "T3")
    signed_by(signers, address, "SQM", "BPO")
    assert queries.service(service.number).tier == "T3"
    assert queries.choice("TIE-2026-0001").state == "signed"


def test_later_choice_supersedes(signers):
    service = make_owned_service()
    signed_by(signers, draft(signers["SQM"][0], service, "T3"), "SQM", "BPO")
    signed_by(signers, draft(signers["SQM"][0], service, "T4"), "SQM", "BPO")
    assert queries.service(service.number).tier == "T4"
    assert [one.state for one in queries.choices_of(service)] == ["signed", "superseded"]


def test_second_choice_waits_for_the_first(signers):
    service = make_owned_service()
    draft(signers["SQM"][0], service)
    refused = draft(signers["SQM"][0], service)
    assert refused.status_code == 422
    assert "TIE-2026-0001 is not decided yet" in refused.get_data(as_text=True)


def test_nobody_signs_out_of_turn(signers):
    address = draft(signers["SQM"][0], make_owned_service())
    assert "The author&#39;s signature comes from the person who wrote" in sign(
        signers["BPO"][0], address, "bea.porter"
    )
    signed_by(signers, address, "SQM")
    assert "in the role BPO, which you do not hold" in sign(signers["QA"][0], address, "quentin.abel")


def test_author_never_approves_whatever_roles_they_hold(client_as, person):
    both = person("bo.soth", ["SQM", "BPO", "QA"])
    client = client_as(both)
    address = draft(client, make_service())
    assert sign(client, address, both.username).status_code == 303
    assert "You wrote this choice; another person approves it." in sign(client, address, both.username)


def test_owner_of_the_service_signs_and_no_other_owner(client_as, person, signers):
    address = draft(signers["SQM"][0], make_owned_service())
    signed_by(signers, address, "SQM")
    other = person("bo.other", ["BPO"])
    refused = sign(client_as(other), address, other.username)
    assert "The business process owner of this service is Bea Porter" in refused


def test_direct_post_out_of_turn_is_refused_and_on_record(signers):
    """A hidden button is no protection: the server refuses, and the attempt stands in the record."""
    address = draft(signers["SQM"][0], make_owned_service())
    client, username = signers["SQM"]
    text = client.get(f"{address}/signatures/new").get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|sha256|challenge|meaning)" value="([^"]+)"', text))
    fields = {**hidden, "username": username, "password": PASSWORD}
    assert client.post(f"{address}/signatures", data=fields).status_code == 303
    again = client.post(f"{address}/signatures", data=fields)
    assert again.status_code == 409
    refusal = db.session.scalars(select(SigningRefusal)).one()
    assert (refusal.cause, refusal.record_type) == ("not_your_turn", "suppliers.tier_choice")


def test_wrong_password_signs_nothing_and_is_on_record(signers):
    address = draft(signers["SQM"][0], make_owned_service())
    client, username = signers["SQM"]
    response = sign(client, address, username, password="not mine at all")
    assert response.status_code == 409
    assert "the one-time code is not right" in response.get_data(as_text=True)
    assert db.session.scalars(select(Signature)).all() == []
    assert db.session.scalars(select(SigningRefusal)).one().cause == "credentials"


def test_what_changed_after_it_was_shown_is_not_signed(signers, writing):
    service = make_owned_service()
    address = draft(signers["SQM"][0], service)
    client, username = signers["SQM"]
    text = client.get(f"{address}/signatures/new").get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|sha256|challenge|meaning)" value="([^"]+)"', text))
    with writing():
        queries.service(service.number).intended_use = "Something else entirely"
    response = client.post(f"{address}/signatures", data={**hidden, "username": username, "password": PASSWORD})
    assert response.status_code == 409
    assert "The record changed after it was shown to you" in response.get_data(as_text=True)


def test_rejecting_takes_a_signature_and_a_reason_and_leaves_the_tier(signers):
    service = make_owned_service()
    address = draft(signers["SQM"][0], service)
    signed_by(signers, address, "SQM")
    client, username = signers["BPO"]
    assert sign(client, address, username, "rejections", reason="").status_code == 422
    reason = "T1 is too high, nothing is released with it"
    assert sign(client, address, username, "rejections", reason=reason).status_code == 303
    choice = queries.choice("TIE-2026-0001")
    assert (choice.state, queries.service(service.number).tier) == ("rejected", None)
    signature = db.session.scalars(select(Signature).order_by(Signature.id.desc())).first()
    assert (signature.meaning, signature.reason) == ("REJECT", reason)
    assert draft(signers["SQM"][0], service, "T3").startswith("/tier-choices/")


def test_only_the_author_changes_a_draft_and_nobody_changes_it_later(signers, client_as, person):
    address = draft(signers["SQM"][0], make_owned_service())
    other = client_as(person("bo.other", ["SQM"]))
    fields = {"tier": "T4", "rationale": WHY, "version": "1"}
    refused = other.post(address, data={"csrf_token": other.token(f"{address}/edit"), **fields})
    assert "only its author changes it" in refused.get_data(as_text=True)
    signed_by(signers, address, "SQM")
    client = signers["SQM"][0]
    fields["version"] = "2"
    refused = client.post(address, data={"csrf_token": client.token(f"{address}/edit"), **fields})
    assert "only a draft is changed" in refused.get_data(as_text=True)


def test_state_does_not_move_past_its_door(signers, writing):
    draft(signers["SQM"][0], make_owned_service())
    with pytest.raises(MoveRefused, match="needs a signature"), writing():
        move(queries.choice("TIE-2026-0001"), "submit", "suppliers.tier_choice.submitted")


def test_waiting_choices_are_found(signers):
    draft(signers["SQM"][0], make_owned_service())
    assert [one.number for one in queries.choices_waiting()] == ["TIE-2026-0001"]
    assert people.person("sam.quinn").id == queries.choices_waiting()[0].drafted_by_id


def test_a_signed_choice_found_wrong_is_voided_and_the_next_one_names_it(signers):
    service = make_owned_service()
    address = draft(signers["SQM"][0], service, "T3")
    signed_by(signers, address, "SQM", "BPO")
    qa, username = signers["QA"]
    assert "Found wrong: void" in qa.get(address).get_data(as_text=True)
    assert sign(qa, address, username, "voidings", reason=" ").status_code == 422
    assert sign(qa, address, username, "voidings", reason="The use was another.").status_code == 303
    found = queries.service(service.number)
    assert (found.tier, queries.choice("TIE-2026-0001").state) == (None, "voided")
    event = history.of("suppliers.service", found.id)[0]
    assert (event.act, event.reason) == (
        "suppliers.service.tier_voided",
        "TIE-2026-0001 was voided: The use was another.",
    )
    assert "waits for a new choice" in qa.get(address).get_data(as_text=True)
    assert "is voided; only the choice that is in force is voided" in sign(qa, address, username, "voidings")
    second = draft(signers["SQM"][0], service, "T2")
    assert "TIE-2026-0001</a>, which was voided" in qa.get(second).get_data(as_text=True)
    assert "TIE-2026-0002</a> replaces it" in qa.get(address).get_data(as_text=True)
    signed_by(signers, second, "SQM", "BPO", "QA")
    assert queries.service(service.number).tier == "T2"
    third = draft(signers["SQM"][0], service, "T3")
    assert "which was voided" not in qa.get(third).get_data(as_text=True)


def test_nobody_voids_the_choice_they_wrote_or_without_the_role(signers):
    service = make_owned_service()
    both = make_person("two.hats", ["SQM", "QA"])
    choice = draft(signers["SQM"][0], service, "T3")
    signed_by(signers, choice, "SQM", "BPO")
    found = queries.choice("TIE-2026-0001")
    assert not tiers.may_void(found, person_for("SQM").actor).is_allowed
    found.drafted_by_id = both.id
    reasons = tiers.may_void(found, both.actor).reasons
    db.session.rollback()
    assert reasons == ("You wrote TIE-2026-0001; another person voids it.",)
