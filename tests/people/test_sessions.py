"""Sessions: stolen, fixed, replayed, too old, or of somebody who lost the right to them (T24, F28)."""

import pytest
from flask import Flask, session
from sqlalchemy import select

from app.base.db import db, transaction
from app.people import actions, queries
from app.people.models import PersonSession, SignIn
from app.people.rules.sessions import ABSOLUTE
from app.records.actor import operator
from app.web import edge
from tests.factories.people import PASSWORD, change_roles, make_person, person_for, reset_link, sign_in


def is_in(browser) -> bool:
    return browser.get("/account").status_code == 200


def cookie_of(browser) -> dict:
    with browser.session_transaction() as cookie:
        return dict(cookie)


def with_cookie(app: Flask, content: dict):
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie.update(content)
    return browser


def typed_in(browser, username="sam.quinn", password=PASSWORD):
    token = browser.token("/sign-in")
    return browser.post("/sign-in", data={"csrf_token": token, "username": username, "password": password})


@pytest.fixture
def admin(app):
    return person_for("ADM")


@pytest.fixture
def sam(app):
    return make_person("sam.quinn", ["SQM"])


def test_planted_session_id_is_not_taken_over(app, sam, client):
    with client.session_transaction() as cookie:
        cookie["sid"] = "planted-by-the-attacker"
    typed_in(client)
    assert cookie_of(client)["sid"] != "planted-by-the-attacker"
    assert not is_in(with_cookie(app, {"sid": "planted-by-the-attacker"}))


def test_signing_in_again_ends_the_session_before(app, sam, client):
    typed_in(client)
    before = cookie_of(client)
    typed_in(client)
    assert is_in(client)
    assert not is_in(with_cookie(app, before))


def test_form_secret_changes_with_the_session(app, sam, client):
    typed_in(client)
    client.get("/account")
    before = cookie_of(client)["csrf_token"]
    typed_in(client)
    client.get("/account")
    assert cookie_of(client)["csrf_token"] != before


def test_cookie_replayed_after_signing_out_opens_nothing(app, client_as):
    browser = client_as("SQM")
    kept = cookie_of(browser)
    browser.post("/sign-out", data={"csrf_token": browser.token("/account")})
    assert not is_in(browser)
    assert not is_in(with_cookie(app, kept))
    assert [one.outcome for one in db.session.scalars(select(SignIn))] == ["signed_out"]


def test_one_signing_out_leaves_the_other_session_alone(app, sam):
    first, second = sign_in(app.test_client(), sam), sign_in(app.test_client(), sam)
    first.post("/sign-out", data={"csrf_token": first.token("/account")})
    assert is_in(second)


def test_idle_session_is_over_after_half_an_hour(client_as, clock):
    browser = client_as("SQM")
    clock.forward(minutes=29, seconds=59)
    assert is_in(browser)
    clock.forward(minutes=29, seconds=59)
    assert is_in(browser)
    clock.forward(minutes=30)
    assert not is_in(browser)


def test_busy_session_is_over_after_twelve_hours(client_as, clock):
    browser = client_as("SQM")
    end = clock() + ABSOLUTE
    while clock() < end:
        assert is_in(browser)
        clock.forward(minutes=20)
    assert not is_in(browser)


def test_clock_going_back_before_the_start_ends_it(client_as, clock):
    browser = client_as("SQM")
    clock.forward(hours=-1)
    assert not is_in(browser)


def test_role_change_ends_it_with_the_very_next_request(client_as, sam, admin, clock):
    browser = client_as(sam)
    assert is_in(browser)
    change_roles(sam, ["BPO"])
    assert not is_in(browser)


def test_deactivation_ends_it_with_the_very_next_request(client_as, sam, admin, clock):
    browser = client_as(sam)
    assert is_in(browser)
    with transaction(admin.actor, clock()):
        actions.deactivate(sam, "Left", admin.actor, clock())
    assert not is_in(browser)
    assert typed_in(browser).status_code == 422


def test_old_session_stays_dead_after_reactivation(client_as, sam, admin, clock):
    browser = client_as(sam)
    with transaction(admin.actor, clock()):
        actions.deactivate(sam, "Left", admin.actor, clock())
    with transaction(admin.actor, clock()):
        actions.reactivate(sam, "Came back", admin.actor, clock())
    assert not is_in(browser)


def test_session_that_was_left_open_does_not_let_a_deactivated_person_in(client_as, sam, admin, clock):
    browser = client_as(sam)
    with transaction(admin.actor, clock()):
        sam.deactivated_at, sam.deactivated_because = clock(), "past the action, so nobody ended the session"
    assert not is_in(browser)


def test_deactivation_by_an_operator_ends_it_too(client_as, sam, clock):
    browser = client_as(sam)
    with transaction(operator("root"), clock()):
        actions.deactivate(sam, "Left", operator("root"), clock())
    assert not is_in(browser)


def test_stolen_cookie_is_worthless_after_the_password_changed(app, sam, client):
    typed_in(client)
    thief = with_cookie(app, cookie_of(client))
    assert is_in(thief)
    new = "copper meadow 71 violin"
    fields = {"present": PASSWORD, "password": new, "again": new}
    answer = client.post("/account/password", data={"csrf_token": client.token("/account"), **fields})
    assert answer.status_code == 303
    assert not is_in(thief)
    assert not is_in(client)
    assert typed_in(client).status_code == 422
    assert typed_in(client, password=new).status_code == 303


def test_password_link_ends_it(client_as, sam, admin, clock):
    browser = client_as(sam)
    token = reset_link(sam)
    assert not is_in(browser)
    assert typed_in(browser).status_code == 303
    with transaction(sam.actor, clock()):
        actions.use_link(token, "copper meadow 71 violin", clock())
    assert not is_in(browser)


@pytest.mark.parametrize("made_up", ["", "x", 7, None, ["a"], {"a": 1}, "' OR 1=1 --", "0" * 64])
def test_made_up_ids_open_nothing(app, sam, made_up):
    sign_in(app.test_client(), sam)
    assert not is_in(with_cookie(app, {"sid": made_up, "_user_id": str(sam.id), "_fresh": True}))


def test_digest_read_from_the_database_opens_nothing(app, sam):
    sign_in(app.test_client(), sam)
    digest = db.session.scalar(select(PersonSession.sha256))
    assert not is_in(with_cookie(app, {"sid": digest}))


def test_cookie_signed_with_another_key_opens_nothing(app, sam):
    content = cookie_of(sign_in(app.test_client(), sam))
    forger = Flask("forger")
    forger.secret_key = "x" * 40
    forged = forger.session_interface.get_signing_serializer(forger).dumps(content)
    browser = app.test_client()
    browser.set_cookie(app.config["SESSION_COOKIE_NAME"], forged)
    assert not is_in(browser)


def test_remember_me_cookie_opens_nothing(app, sam, client):
    client.set_cookie("remember_token", f"{sam.id}|{'0' * 128}")
    assert not is_in(client)


def test_cookie_is_for_this_host_and_no_script(app, sam, client):
    header = typed_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Expires" not in header


def test_presence_is_noted_at_most_once_a_minute(client_as, clock):
    browser = client_as("SQM")
    start = clock()
    clock.forward(seconds=59)
    assert is_in(browser)
    assert db.session.scalar(select(PersonSession.last_seen_at)) == start
    assert is_in(browser)
    clock.forward(seconds=1)
    assert is_in(browser)
    assert db.session.scalar(select(PersonSession.last_seen_at)) == clock()


def test_right_lost_between_page_and_writing_writes_nothing(app, sam, admin, clock):
    """The role goes after the guard has let the request in and before its transaction (F28)."""
    sent = cookie_of(sign_in(app.test_client(), sam))
    with app.test_request_context("/account"):
        session.update(sent)
        assert edge.actor().id == str(sam.id)
        with transaction(admin.actor, clock()):
            actions.deactivate(queries.person("sam.quinn"), "Left", admin.actor, clock())
        with pytest.raises(Exception, match="401"), edge.writing("signed_in"):
            raise AssertionError("the transaction opened")


def test_own_sessions_are_listed_and_one_is_ended_from_another(app, sam, client):
    lost, here = app.test_client(), client
    sign_in(lost, sam)
    typed_in(here)
    (row,) = [one for one in queries.open_sessions(sam) if one.ended_at is None][1:]
    page = here.get("/account").get_data(as_text=True)
    assert f"/account/sessions/{row.id}/end" in page
    token = here.token("/account")
    answer = here.post(f"/account/sessions/{row.id}/end", data={"csrf_token": token})
    assert answer.status_code == 303
    assert is_in(here)
    assert not is_in(lost)
    db.session.expire_all()
    assert row.ended_because == "ended by its person from another session"
    assert db.session.scalars(select(SignIn.outcome).order_by(SignIn.id.desc())).first() == "signed_out"


def test_all_other_sessions_are_ended_at_once(app, sam, client):
    others = [app.test_client() for _ in range(3)]
    for one in others:
        sign_in(one, sam)
    typed_in(client)
    assert "End all other sessions" in client.get("/account").get_data(as_text=True)
    client.post("/account/sessions/end-others", data={"csrf_token": client.token("/account")})
    assert is_in(client)
    assert not any(map(is_in, others))


def test_nobody_ends_a_session_of_somebody_else_or_their_own_present_one(app, sam, client):
    stranger = app.test_client()
    sign_in(stranger, make_person("nora.stone", ["SQM"]))
    typed_in(client)
    token = client.token("/account")
    for row in db.session.scalars(select(PersonSession)).all():
        answer = client.post(f"/account/sessions/{row.id}/end", data={"csrf_token": token})
        assert (answer.status_code, "not another open session of yours" in answer.get_data(as_text=True)) == (409, True)
    assert client.post("/account/sessions/99999/end", data={"csrf_token": token}).status_code == 404
    assert is_in(stranger)
    assert is_in(client)
