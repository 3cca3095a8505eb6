"""Two administrators: no one alone gives a role that signs, or a link into the account of somebody who signs."""

import itertools
import re

import pytest
from sqlalchemy import func, select

from app.base.db import db, transaction
from app.people import actions, queries
from app.people.actions import AccountRefused, NewPerson
from app.people.gates import identity_is_verified
from app.people.models import Credential, PasswordLink, Proposal
from app.people.permissions import ROLES
from app.people.rules.proposals import Parties, becomes_protected, is_protected, obstacles_to_deciding
from app.people.rules.roles import ADMINISTRATOR, SIGNING
from app.records.actor import CLOCK, operator
from app.records.moves import MoveRefused
from app.records.signatures import gate_reasons
from tests.factories.people import (
    PASSWORD,
    approve_all,
    make_person,
    person_for,
    reset_link,
    second_administrator,
    sign_in,
)

WORDS = "copper meadow 71 violin"


@pytest.fixture
def ada(app):
    return person_for("ADM")


@pytest.fixture
def adam(app, ada):
    return second_administrator()


@pytest.fixture
def sam(app):
    return make_person("sam.quinn", ["SQM"])


def propose(person, roles, by, clock, reason="Moved to operations"):
    with transaction(by.actor, clock()):
        return actions.propose_roles(person, roles, reason, by.actor, clock())


def propose_link(person, by, clock):
    with transaction(by.actor, clock()):
        return actions.propose_link(person, "Forgot the password", by.actor, clock())


def approve(proposal, by, clock):
    with transaction(by.actor, clock()):
        return actions.approve(proposal, by.actor, clock())


def posted(client, address, page, **fields):
    return client.post(address, data={"csrf_token": client.token(page), **fields})


def test_every_set_of_roles_that_signs_or_administers_is_protected():
    for size in range(len(ROLES) + 1):
        for chosen in itertools.combinations(ROLES, size):
            wanted = not (SIGNING | {ADMINISTRATOR}).isdisjoint(chosen)
            assert is_protected(chosen) is wanted
            assert is_protected([], chosen) is wanted
            assert becomes_protected(["INSP"], chosen) is wanted
            assert not becomes_protected(["QA"], chosen)


def test_proposer_and_person_concerned_never_decide():
    parties = Parties("1", "2", is_open=True)
    assert [bool(obstacles_to_deciding(parties, one)) for one in ("1", "2", "3")] == [True, True, False]
    assert obstacles_to_deciding(Parties("1", "2", is_open=False), "3")


def test_one_administrator_alone_gives_no_role_that_signs_or_administers(ada, sam, clock):
    reader = make_person("ina.reader", ["INSP"], can_sign=False)
    for person, roles in ((sam, ["QA"]), (sam, ["INSP"]), (reader, ["QA"]), (reader, ["ADM"])):
        with pytest.raises(AccountRefused, match="another administrator approves"), transaction(ada.actor, clock()):
            actions.change_roles(person, roles, "Alone", ada.actor, clock())
    with transaction(ada.actor, clock()):
        actions.change_roles(reader, [], "Reads no more", ada.actor, clock())
    assert (queries.person("sam.quinn").roles, queries.person("ina.reader").roles) == (["SQM"], [])


def test_one_administrator_alone_opens_no_account_that_signs_administers_or_soon_will(ada, adam, sam, clock):
    with transaction(ada.actor, clock()):
        soon = actions.add_person(NewPerson("nora.lind", "Nora Lind", "n@x.example", ["QA"]), ada.actor, clock())
    for person in (sam, adam, soon):
        with pytest.raises(AccountRefused, match="another administrator approves"), transaction(ada.actor, clock()):
            actions.issue_link(person, ada.actor, clock())
    assert db.session.scalar(select(func.count(PasswordLink.id)).where(PasswordLink.person_id == soon.id)) == 0


def test_roles_change_when_another_administrator_approves_and_not_before(ada, adam, sam, clock):
    proposal = propose(sam, ["SO"], ada, clock)
    assert sam.roles == ["SQM"]
    for one in (ada, sam):
        with pytest.raises(AccountRefused), transaction(one.actor, clock()):
            actions.approve(proposal, one.actor, clock())
    for actor in (operator("root"), CLOCK):
        with pytest.raises((AccountRefused, MoveRefused)), transaction(actor, clock()):
            actions.approve(proposal, actor, clock())
    assert approve(proposal, adam, clock) is None
    assert (queries.person("sam.quinn").roles, proposal.state) == (["SO"], "approved")
    with pytest.raises(AccountRefused, match="decided already"), transaction(adam.actor, clock()):
        actions.approve(proposal, adam.actor, clock())


def test_administrator_concerned_does_not_decide_about_their_own_reset(ada, adam, clock):
    third = make_person("third.admin", ["ADM"], can_sign=False, name="Thea Third")
    proposal = propose_link(adam, ada, clock)
    with pytest.raises(AccountRefused, match="your own account"), transaction(adam.actor, clock()):
        actions.approve(proposal, adam.actor, clock())
    assert approve(proposal, third, clock)


def test_refused_and_withdrawn_change_nothing_and_say_why(ada, adam, sam, clock):
    first = propose(sam, ["SO"], ada, clock)
    with pytest.raises((AccountRefused, MoveRefused)), transaction(adam.actor, clock()):
        actions.refuse(first, " ", adam.actor, clock())
    with transaction(adam.actor, clock()):
        actions.refuse(first, "The department did not ask for it", adam.actor, clock())
    second = propose(sam, ["SO"], ada, clock)
    with pytest.raises(AccountRefused, match="may withdraw it"), transaction(adam.actor, clock()):
        actions.withdraw(second, "Not mine", adam.actor, clock())
    with transaction(ada.actor, clock()):
        actions.withdraw(second, "Typed the wrong role", ada.actor, clock())
    assert [one.state for one in db.session.scalars(select(Proposal).where(Proposal.person_id == sam.id))][1:] == [
        "refused",
        "withdrawn",
    ]
    assert queries.person("sam.quinn").roles == ["SQM"]


def test_two_proposals_for_the_same_are_one_and_an_overtaken_one_is_not_approved(ada, adam, sam, clock):
    proposal = propose(sam, ["SO"], ada, clock)
    with pytest.raises(AccountRefused, match="asks for that already"):
        propose(sam, ["BPO"], adam, clock)
    with transaction(ada.actor, clock()):
        sam.roles = ["BPO"]  # past the actions
    with pytest.raises(AccountRefused, match="changed after"):
        approve(proposal, adam, clock)
    assert queries.person("sam.quinn").roles == ["BPO"]


def test_what_one_administrator_knew_of_an_account_ends_with_its_first_role_that_signs(app, ada, adam, clock):
    reader = make_person("ina.reader", ["INSP"], can_sign=False)
    browser = sign_in(app.test_client(), reader)
    proposal = propose(reader, ["QA"], ada, clock)
    token = approve(proposal, adam, clock)
    assert queries.password_hash(reader) is None
    assert db.session.get(Credential, reader.id) is None
    assert browser.get("/account").status_code == 303
    with pytest.raises(AccountRefused, match="took part"), transaction(adam.actor, clock()):
        actions.verify_identity(reader, "id_document", adam.actor, clock())
    with transaction(reader.actor, clock()):
        actions.use_link(token, WORDS, clock())
    with transaction(ada.actor, clock()):
        actions.verify_identity(reader, "id_document", ada.actor, clock())
    assert identity_is_verified(reader.actor, clock()) is None


def test_after_a_reset_nobody_signs_as_the_person_until_a_third_one_has_verified(app, ada, adam, sam, clock):
    """An administrator who uses the link himself gets in, and still cannot sign as that person."""
    quality, browser = person_for("QA"), sign_in(app.test_client(), sam)
    assert identity_is_verified(sam.actor, clock()) is None
    token = reset_link(sam)
    assert browser.get("/account").status_code == 303, "the sessions of the account are over"
    with transaction(sam.actor, clock()):
        actions.use_link(token, WORDS, clock())
    assert "The password was reset (ACP-" in identity_is_verified(sam.actor, clock())
    for one in (ada, adam):
        with pytest.raises(AccountRefused, match="took part"), transaction(one.actor, clock()):
            actions.verify_identity(sam, "id_document", one.actor, clock())
    assert identity_is_verified(sam.actor, clock()) is not None
    with transaction(quality.actor, clock()):
        actions.verify_identity(sam, "id_document", quality.actor, clock())
    assert identity_is_verified(sam.actor, clock()) is None


def test_reset_on_the_server_suspends_a_signer_likewise(sam, clock):
    with transaction(operator("root"), clock()):
        actions.issue_link(sam, operator("root"), clock())
    assert "reset on the server by Operator root" in identity_is_verified(sam.actor, clock())
    assert identity_is_verified(make_person("nora.lind", ["QA"]).actor, clock()) is None


def test_person_is_told_at_the_next_sign_in_who_reset_the_password_and_when(app, sam, client, clock):
    fields = {"username": "sam.quinn", "password": PASSWORD}
    posted(client, "/sign-in", "/sign-in", **fields)
    clock.forward(minutes=5)
    token = reset_link(sam)
    clock.forward(minutes=1)
    with transaction(sam.actor, clock()):
        actions.use_link(token, WORDS, clock())
    posted(client, "/sign-in", "/sign-in", **{**fields, "password": WORDS})
    page = client.get("/account").get_data(as_text=True)
    assert "proposed by Ada Miller (ada.miller), approved by Adam Moss (adam.moss)" in page
    assert "2026-11-02 at 09:05 UTC" in page
    clock.forward(minutes=1)
    posted(client, "/sign-in", "/sign-in", **{**fields, "password": WORDS})
    assert "If you did not ask for it" not in client.get("/account").get_data(as_text=True)


def test_proposal_goes_through_its_pages(client_as, ada, adam, sam):
    proposer, approver = client_as(ada), client_as(adam)
    person = f"/people/{sam.id}"
    fields = {"reason": "Forgot the password", "version": sam.version}
    answer = posted(proposer, f"{person}/password-links", f"{person}/password-links/new", **fields)
    number = answer.location.rpartition("/")[2]
    assert number in proposer.get(person).get_data(as_text=True)
    own = posted(proposer, f"{answer.location}/approval", answer.location, version=1)
    assert (own.status_code, "another administrator decides" in own.get_data(as_text=True)) == (422, True)
    assert posted(approver, f"{answer.location}/approval", answer.location, version=7).status_code == 409
    refusal = posted(approver, f"{answer.location}/refusal", f"{answer.location}/refusal", version=1, reason="")
    assert refusal.status_code == 422
    assert number in approver.get("/my-oversight-tasks").get_data(as_text=True)
    assert number not in proposer.get("/my-oversight-tasks").get_data(as_text=True)
    page = posted(approver, f"{answer.location}/approval", answer.location, version=1).get_data(as_text=True)
    assert re.search(r"http://127\.0\.0\.1:8000/set-password/[\w-]{43}", page)
    assert "/set-password/" not in approver.get(answer.location).get_data(as_text=True)
    assert number in approver.get("/account-proposals?state=approved").get_data(as_text=True)
    assert "Verify the identity anew" in client_as("QA").get("/my-oversight-tasks").get_data(as_text=True)
    assert "Verify the identity anew" not in approver.get("/my-oversight-tasks").get_data(as_text=True)


def test_approving_needs_an_administrator_whatever_the_address(client_as, ada, sam, clock):
    proposal = propose(sam, ["SO"], ada, clock)
    for role in ("QA", "INSP", "SQM"):
        browser = client_as(role)
        answer = posted(browser, f"/account-proposals/{proposal.number}/approval", "/account", version=1)
        assert answer.status_code == 403
    assert approve_all(sam) is None


def test_account_named_after_a_function_gets_no_role_that_signs_and_signs_nothing(ada, adam, clock):
    """At making, by proposal, at approval; and the gate behind them, should one hold such a role all the same."""
    with pytest.raises(AccountRefused, match="belongs to a function"), transaction(ada.actor, clock()):
        actions.add_person(NewPerson("qa.team", "Quality Team", "q@x.example", ["QA"]), ada.actor, clock())
    with transaction(ada.actor, clock()):
        team = actions.add_person(NewPerson("qa.team", "Quality Team", "q@x.example", ["INSP"]), ada.actor, clock())
    with pytest.raises(AccountRefused, match="belongs to a function"):
        propose(team, ["QA"], ada, clock)
    with transaction(ada.actor, clock()):
        proposal = actions.propose_roles(team, ["QA"], "In the demo", ada.actor, clock(), is_demo=True)
    with pytest.raises(AccountRefused, match="belongs to a function"):
        approve(proposal, adam, clock)
    with transaction(ada.actor, clock()):
        team.roles = ["QA"]  # past the actions
    assert any("signs nothing" in one for one in gate_reasons(team.actor, clock()))
    assert not any("belongs to a function" in one for one in gate_reasons(ada.actor, clock()))
