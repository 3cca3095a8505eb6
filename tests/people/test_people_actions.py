"""Accounts, roles, identity, attestation and passwords: who may do what to whom, and what stands on record."""

import json
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from app.base.db import db, transaction, unguarded_writes
from app.people import actions, attestation_text, passwords, queries
from app.people.actions import AccountRefused, NewPerson
from app.people.gates import attestation_is_accepted, identity_is_verified
from app.people.models import Credential, IdentityVerification, Person, PersonSession
from app.records.actor import CLOCK, operator
from app.records.signatures import gate_reasons
from app.records.tables import LedgerEvent
from tests.factories.people import PASSWORD, change_roles, make_person, person_for, reset_link

ROOT = operator("root")
FIRST = [
    NewPerson("ada.miller", "Ada Miller", "a@example.org", ["ADM"]),
    NewPerson("adam.moss", "Adam Moss", "b@example.org", ["ADM"]),
]


def bodies():
    return [json.loads(body) for body in db.session.scalars(select(LedgerEvent.body).order_by(LedgerEvent.seq))]


@pytest.fixture
def admin(app):
    return person_for("ADM")


@pytest.fixture
def nora(app, admin):
    return make_person("nora.lind", ["QA"], can_sign=False)


def test_first_two_administrators_are_made_once(app, clock):
    with transaction(ROOT, clock()):
        actions.add_first(FIRST, ROOT, clock())
    with pytest.raises(AccountRefused, match="people already"), transaction(ROOT, clock()):
        actions.add_first(FIRST, ROOT, clock())


@pytest.mark.parametrize(
    "first",
    [
        FIRST[:1],
        [*FIRST, FIRST[0]],
        [FIRST[0], NewPerson("q.abel", "Quentin Abel", "q@example.org", ["QA"])],
        [FIRST[0], NewPerson("z.z", "Zed Zed", "z@x", ["ADM", "QA"])],
    ],
)
def test_first_people_are_two_administrators_and_nothing_else(app, clock, first):
    with pytest.raises(AccountRefused), transaction(ROOT, clock()):
        actions.add_first(first, ROOT, clock())
    assert not queries.is_anybody_there()


def test_user_name_is_never_given_again(nora, admin, clock):
    with transaction(admin.actor, clock()):
        actions.deactivate(nora, "Left", admin.actor, clock())
    with pytest.raises(AccountRefused, match="never given twice"), transaction(admin.actor, clock()):
        actions.add_person(NewPerson("nora.lind", "Nora Berg", "n@example.org", ["QA"]), admin.actor, clock())


def test_lookalike_of_an_active_person_is_refused(nora, admin, clock):
    for name in ("Nora Lind", "Nоra Lind", "NORA  LIND", "Nora L1nd"):
        with pytest.raises(AccountRefused, match="could be taken for"), transaction(admin.actor, clock()):
            actions.add_person(NewPerson("other", name, "n@example.org", ["QA"]), admin.actor, clock())


def test_lookalike_of_a_deactivated_person_waits_at_reactivation(nora, admin, clock):
    with transaction(admin.actor, clock()):
        actions.deactivate(nora, "Left", admin.actor, clock())
    with transaction(admin.actor, clock()):
        actions.add_person(NewPerson("nora2.lind", "Nora Lind", "n@example.org", ["QA"]), admin.actor, clock())
    with pytest.raises(AccountRefused, match="could be taken for"), transaction(admin.actor, clock()):
        actions.reactivate(nora, "Came back", admin.actor, clock())


def test_clock_makes_no_accounts(app, clock):
    with pytest.raises(AccountRefused), transaction(CLOCK, clock()):
        actions.add_person(NewPerson("nora.lind", "Nora Lind", "n@example.org", ["QA"]), CLOCK, clock())


def test_nobody_changes_deactivates_verifies_or_links_themselves(nora, admin, clock):
    for act in (
        lambda: actions.change_roles(admin, ["QA"], "Why not", admin.actor, clock()),
        lambda: actions.deactivate(admin, "Why not", admin.actor, clock()),
        lambda: actions.verify_identity(admin, "id_document", admin.actor, clock()),
        lambda: actions.issue_link(admin, admin.actor, clock()),
    ):
        with pytest.raises(AccountRefused, match="Nobody"), transaction(admin.actor, clock()):
            act()


def test_reasons_are_needed(nora, admin, clock):
    for act in (
        lambda: actions.change_roles(nora, ["SO"], " ", admin.actor, clock()),
        lambda: actions.deactivate(nora, "", admin.actor, clock()),
    ):
        with pytest.raises(AccountRefused, match="Say why"), transaction(admin.actor, clock()):
            act()


def test_commands_and_clock_change_no_roles_and_reactivate_nobody(nora, admin, clock):
    with transaction(admin.actor, clock()):
        actions.deactivate(nora, "Left", admin.actor, clock())
    for actor in (ROOT, CLOCK):
        for act in (actions.reactivate, lambda *given: actions.change_roles(given[0], ["SO"], *given[1:])):
            with pytest.raises(AccountRefused), transaction(actor, clock()):
                act(nora, "Because", actor, clock())
        with pytest.raises(AccountRefused, match="signed-in person"), transaction(actor, clock()):
            actions.verify_identity(nora, "id_document", actor, clock())


def test_one_administrator_always_remains(nora, admin, clock):
    second = queries.person("adam.moss")
    with transaction(admin.actor, clock()):
        actions.deactivate(second, "Left", admin.actor, clock())
    with pytest.raises(AccountRefused, match="last administrator"), transaction(ROOT, clock()):
        actions.deactivate(admin, "Left", ROOT, clock())
    with pytest.raises(AccountRefused, match="last administrator"), transaction(nora.actor, clock()):
        actions.change_roles(admin, ["QA"], "Moved", nora.actor, clock())


def test_role_change_stands_on_record_with_old_new_and_reason(nora, admin, clock):
    change_roles(nora, ["SO", "SQM"], "Moved to operations")
    event = next(one for one in reversed(bodies()) if one["act"] == "people.role.changed")
    assert (event["act"], event["reason"]) == ("people.role.changed", "Moved to operations")
    assert (event["before"]["roles"], event["after"]["roles"]) == (["QA"], ["SQM", "SO"])


def test_gates_open_one_by_one(nora, admin, clock):
    assert len(gate_reasons(nora.actor, clock())) == 3
    with transaction(admin.actor, clock()):
        actions.verify_identity(nora, "id_document", admin.actor, clock())
    assert identity_is_verified(nora.actor, clock()) is None
    with transaction(nora.actor, clock()):
        actions.accept_attestation(nora, "1", nora.actor, clock())
    assert attestation_is_accepted(nora.actor, clock()) is None
    assert [one for one in gate_reasons(nora.actor, clock()) if "procedure" in one]


def test_identity_verified_by_oneself_in_the_database_opens_no_gate(nora, clock):
    with transaction(nora.actor, clock()):
        row = {"person_id": nora.id, "verified_by_id": nora.id, "method": "id_document", "verified_at": clock()}
        db.session.add(IdentityVerification(**row))
    assert identity_is_verified(nora.actor, clock()) is not None


def test_new_version_of_the_attestation_is_asked_for_again(app, clock, monkeypatch):
    sam = make_person("sam.quinn", ["SQM"])
    assert gate_reasons(sam.actor, clock()) == []
    newer = attestation_text.AttestationText("2", "t", "A new text.", "0" * 64)
    monkeypatch.setattr(attestation_text, "current", lambda: newer)
    assert "attestation" in gate_reasons(sam.actor, clock())[0]
    with pytest.raises(AccountRefused, match="changed after it was shown"), transaction(sam.actor, clock()):
        actions.accept_attestation(sam, "1", sam.actor, clock())


def test_attestation_is_accepted_by_its_person_only(nora, admin, clock):
    for actor in (admin.actor, ROOT):
        with pytest.raises(AccountRefused, match="themselves"), transaction(actor, clock()):
            actions.accept_attestation(nora, "1", actor, clock())


def test_deactivated_person_signs_nothing(app, admin, clock):
    sam = make_person("sam.quinn", ["SQM"])
    with transaction(admin.actor, clock()):
        actions.deactivate(sam, "Left", admin.actor, clock())
    assert gate_reasons(sam.actor, clock())


def test_password_link_works_once_for_half_an_hour_and_replaces_earlier_ones(nora, admin, clock):
    first, second = reset_link(nora), reset_link(nora)
    assert queries.usable_link(first, clock()) is None
    assert queries.usable_link(second, clock() + timedelta(minutes=30)) is None
    with transaction(nora.actor, clock()):
        actions.use_link(second, "copper meadow 71 violin", clock())
    with pytest.raises(AccountRefused, match="was used"), transaction(nora.actor, clock()):
        actions.use_link(second, "copper meadow 72 violin", clock())


def test_weak_password_leaves_the_link_unused(nora, admin, clock):
    token = reset_link(nora)
    with pytest.raises(AccountRefused), transaction(nora.actor, clock()):
        actions.use_link(token, "password12345", clock())
    assert queries.usable_link(token, clock()) is not None


def test_demo_password_is_taken_in_the_demo_only(nora, clock):
    with pytest.raises(AccountRefused), transaction(nora.actor, clock()):
        actions.set_password(nora, "qualward-demo-only", clock())
    with transaction(nora.actor, clock()):
        actions.set_password(nora, "qualward-demo-only", clock(), is_demo=True)


def test_neither_password_hash_nor_token_nor_session_id_is_in_the_ledger(nora, admin, clock):
    token = reset_link(nora)
    ledger = "".join(db.session.scalars(select(LedgerEvent.body)))
    stored = db.session.get(Credential, nora.id)
    assert "$argon2" not in ledger
    assert stored.password_hash not in ledger
    assert token not in ledger
    assert PASSWORD not in ledger


def test_hash_swapped_in_the_database_opens_nothing(nora, admin):
    attackers = passwords.hashed("the administrator knows this one")
    given = {"x": attackers, "id": nora.id}
    db.session.rollback()
    with unguarded_writes(), db.engine.begin() as raw:
        raw.execute(text("UPDATE credential SET password_hash = :x WHERE person_id = :id"), given)
    assert queries.password_hash(nora) is None


def test_weaker_hash_is_renewed_when_the_password_is_proven(nora, clock):
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with transaction(nora.actor, clock()):
        db.session.get(Credential, nora.id).password_hash = old
        nora.password_digest = queries.digest(old)
    with transaction(nora.actor, clock()):
        actions.passwords.renew_hash(nora, PASSWORD)
    renewed = queries.password_hash(nora)
    assert not passwords.is_outdated(renewed)
    assert passwords.is_right(renewed, PASSWORD)
    assert "m=19456,t=2,p=1" in renewed


def test_people_are_never_deleted(nora, clock):
    with pytest.raises(RuntimeError, match="cannot be deleted"), transaction(nora.actor, clock()):
        db.session.delete(nora)


def test_state_reads_in_queries(nora, admin, clock):
    with transaction(admin.actor, clock()):
        actions.deactivate(nora, "Left", admin.actor, clock())
    assert db.session.scalars(select(Person.username).where(Person.state == "deactivated")).all() == ["nora.lind"]
    assert db.session.scalars(select(PersonSession)).all() == []
