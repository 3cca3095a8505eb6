"""The pages of people and training, as each role sees them."""

import re

import pytest
from sqlalchemy import select

from app.base.db import db
from app.people import queries
from app.people.models import Person
from tests.factories.people import NAMES, PASSWORD, make_person, person_for, second_administrator


def posted(client, address, page, **fields):
    return client.post(address, data={"csrf_token": client.token(page), **fields})


def test_sign_in_page_lets_the_right_person_in(app, client):
    make_person("sam.quinn", ["SQM"])
    answer = posted(client, "/sign-in", "/sign-in", username="Sam.Quinn", password=PASSWORD, next="/account")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Sam Quinn" in client.get("/account").get_data(as_text=True)


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "///x"]
)
def test_sign_in_leads_to_own_paths_only(app, client, wanted):
    make_person("sam.quinn", ["SQM"])
    answer = posted(client, "/sign-in", "/sign-in", username="sam.quinn", password=PASSWORD, next=wanted)
    assert answer.location == "/"


def test_cookie_carries_only_the_id_and_the_form_secret(app, client):
    make_person("sam.quinn", ["SQM"])
    posted(client, "/sign-in", "/sign-in", username="sam.quinn", password=PASSWORD)
    client.get("/account")
    with client.session_transaction() as cookie:
        assert set(cookie) <= {"sid", "csrf_token"}


@pytest.mark.parametrize("role", sorted(NAMES))
def test_each_role_reaches_exactly_its_pages(client_as, role):
    browser = client_as(role)
    other = person_for("BPO" if role != "BPO" else "SO")
    may_read, is_admin = role in {"ADM", "QA", "INSP"}, role == "ADM"
    expected = {
        "/account": True,
        "/people": may_read,
        f"/people/{other.id}": may_read,
        "/people/new": is_admin,
        f"/people/{other.id}/roles": is_admin,
        f"/people/{other.id}/deactivation": is_admin,
        f"/people/{other.id}/reactivation": is_admin,
        f"/people/{other.id}/identity-verifications": role in {"ADM", "QA"},
        "/training": role in {"ADM", "QA", "INSP", "SME"},
        "/training/records/new": role in {"QA", "SME"},
        "/training/procedures/new": role == "QA",
        "/training/procedures/PRO-0001": role == "QA",
    }
    found = {address: browser.get(address).status_code for address in expected}
    assert found == {address: 200 if may else 403 for address, may in expected.items()}


def test_nobody_signed_in_reaches_only_the_door(app, client):
    person = person_for("SQM")
    for address in ("/account", "/people", f"/people/{person.id}", "/training", "/people/new"):
        assert client.get(address).status_code in {302, 303}
    assert client.get("/people/999999").status_code in {302, 303}


def test_missing_and_malformed_ids_are_not_there(client_as):
    browser = client_as("ADM")
    for address in ("/people/999999", "/people/99999999999999999999", "/people/x", "/people/-1"):
        assert browser.get(address).status_code == 404


def test_administrator_adds_somebody_who_sets_their_own_password_after_another_one_approved(client_as, client):
    admin = client_as("ADM")
    new = {"username": "nora.lind", "name": "Nora Lind", "email": "nora@example.org", "roles": "QA"}
    answer = posted(admin, "/people", "/people/new", **new)
    assert answer.status_code == 303
    assert "ACP-0001" in admin.get(answer.location).get_data(as_text=True)
    assert queries.person("nora.lind").roles == []
    second, proposal = client_as(second_administrator()), "/account-proposals/ACP-0001"
    assert "Decide: change of roles" in second.get("/my-oversight-tasks").get_data(as_text=True)
    page = posted(second, f"{proposal}/approval", proposal, version=1).get_data(as_text=True)
    assert queries.person("nora.lind").roles == ["QA"]
    link = re.search(r"http://127\.0\.0\.1:8000(/set-password/[\w-]+)", page).group(1)
    assert client.get(link).location == "/set-password"
    words = "copper meadow 71 violin"
    assert posted(client, "/set-password", "/set-password", password=words, again=words).status_code == 303
    assert posted(client, "/sign-in", "/sign-in", username="nora.lind", password=words).status_code == 303
    assert client.get(link).status_code == 303
    assert client.get("/set-password").status_code == 422


def test_forged_host_does_not_reach_the_link(client_as):
    admin = client_as("ADM")
    inspector = make_person("ina.reader", ["INSP"], can_sign=False)
    page = f"/people/{inspector.id}/password-links/new"
    answer = admin.post(
        f"/people/{inspector.id}/password-links",
        data={"csrf_token": admin.token(page), "version": inspector.version, "reason": "Forgot the password"},
        headers={"X-Forwarded-Host": "evil.example"},
    )
    assert "/set-password/" in answer.get_data(as_text=True)
    assert "evil.example" not in answer.get_data(as_text=True)


def test_roles_are_proposed_with_a_reason_and_the_shown_version(client_as):
    admin, other = client_as("ADM"), person_for("SQM")
    address = f"/people/{other.id}/roles"
    assert posted(admin, address, address, roles="SO", reason="", version=other.version).status_code == 422
    stale = posted(admin, address, address, roles="SO", reason="Moved to operations", version=other.version - 1)
    assert stale.status_code == 422
    assert "Somebody changed this record" in stale.get_data(as_text=True)
    done = posted(admin, address, address, roles="SO", reason="Moved to operations", version=other.version)
    assert (done.status_code, done.location) == (303, f"/account-proposals/{queries.open_proposals()[0].number}")
    assert queries.person(other.username).roles == ["SQM"]


def test_nobody_changes_their_own_rights_on_the_page(client_as):
    admin, me = client_as("ADM"), person_for("ADM")
    for page, fields in {
        "roles": {"roles": "QA"},
        "deactivation": {},
        "identity-verifications": {"method": "id_document"},
    }.items():
        address = f"/people/{me.id}/{page}"
        answer = posted(admin, address, address, version=me.version, reason="Because I want to", **fields)
        assert answer.status_code == 422
        assert "Nobody" in answer.get_data(as_text=True)
    link = f"/people/{me.id}/password-links"
    own = posted(admin, link, f"{link}/new", version=me.version, reason="Because I want to")
    assert (own.status_code, "Nobody" in own.get_data(as_text=True)) == (422, True)


def test_attestation_is_accepted_on_ones_own_page(client_as):
    newcomer = make_person("nora.lind", ["QA"], can_sign=False)
    browser = client_as(newcomer)
    answer = posted(browser, "/account/attestations", "/account", text_version="1", is_accepted="y")
    assert answer.status_code == 303
    assert len(queries.attestations(newcomer)) == 1
    again = posted(browser, "/account/attestations", "/account", text_version="1", is_accepted="y")
    assert again.status_code == 422


def test_list_of_people_costs_the_same_for_five_and_for_fifty(client_as):
    admin = client_as("ADM")
    admin.get("/people")
    few = admin.queries
    for number in range(30):
        name = f"{chr(65 + number % 26)}{'abcdefghij'[number // 26]}{'zyx'[number % 3]} Person{number}"
        make_person(f"person.x{number}", ["LEAD"], can_sign=False, name=name, has_password=False)
    admin.get("/people?role=LEAD&state=active")
    assert admin.queries == few
    assert db.session.scalar(select(Person.id).limit(1)) == 1


def test_training_is_recorded_on_its_page(client_as):
    qa, newcomer = client_as("QA"), make_person("nora.lind", ["SO"], can_sign=False)
    assert "Nora Lind" in qa.get("/training").get_data(as_text=True)
    fields = {"person_id": newcomer.id, "procedure_id": 1, "completed_on": "2026-11-01"}
    assert posted(qa, "/training/records", "/training/records/new", **fields).status_code == 303
    future = posted(qa, "/training/records", "/training/records/new", **{**fields, "completed_on": "2026-11-03"})
    assert (future.status_code, "lies in the future" in future.get_data(as_text=True)) == (422, True)
    own = posted(qa, "/training/records", "/training/records/new", **{**fields, "person_id": person_for("QA").id})
    assert (own.status_code, "their own training" in own.get_data(as_text=True)) == (422, True)


def test_procedure_is_registered_and_revised(client_as):
    qa = client_as("QA")
    new = {"title": "Release assessment", "procedure_version": "1", "effective_on": "2026-11-01"}
    assert posted(qa, "/training/procedures", "/training/procedures/new", **new).status_code == 303
    address = "/training/procedures/PRO-0002"
    revised = {**new, "procedure_version": "2", "version": "1", "reason": "Yearly revision"}
    assert posted(qa, address, address, **revised).status_code == 303
    assert posted(qa, address, address, **revised).status_code == 422
