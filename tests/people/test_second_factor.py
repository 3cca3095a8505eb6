"""The optional second factor: proven at enrolment, asked for at each sign-in and signature, a code once (P11-32)."""

import html
import json
import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, text

from app.base.db import db, transaction, unguarded_writes
from app.people import actions, queries, second_factor
from app.people.actions import AccountRefused
from app.people.actions.attempts import is_locked
from app.people.gates import identity_is_verified
from app.people.models import Person, RecoveryCode, SecondFactorSecret, SignIn
from app.people.signing import prove
from app.records.actor import operator
from app.records.signatures import SigningRefused
from app.records.tables import LedgerEvent
from app.records.verification.verify import verify
from tests.factories.people import (
    PASSWORD,
    approve_all,
    clock_now,
    enrolled,
    make_person,
    person_for,
    second_administrator,
    sign_in,
)

KEY = b"k" * 40


@pytest.fixture
def sam(app):
    return make_person("sam.quinn", ["SQM"])


@pytest.fixture
def phone(sam):
    """Sam's phone: ``phone()`` is the code it shows now; ``phone.recovery`` the codes on paper."""
    return enrolled(sam)


def posted(client, address, page, **fields):
    return client.post(address, data={"csrf_token": client.token(page), **fields})


def first_page(client, password=PASSWORD):
    return posted(client, "/sign-in", "/sign-in", username="sam.quinn", password=password, next="/account")


def second_page(client, answer, code):
    page = answer.get_data(as_text=True)
    hidden = dict(re.findall(r'name="(ticket|csrf_token|next)"[^>]*value="([^"]*)"', page))
    return client.post("/sign-in/code", data={**hidden, "one_time_code": code})


def test_code_fits_its_own_step_and_its_neighbours_once():
    at, secret = clock_now_of(), second_factor.new_secret()
    code = pyotp.TOTP(secret).at(at)
    step = int(at.timestamp()) // 30
    assert second_factor.step_of(secret, code, 0, at) == step
    for skew in (-30, 30):
        assert second_factor.step_of(secret, code, 0, at + timedelta(seconds=skew)) == step
    for skew in (-61, 61):
        assert second_factor.step_of(secret, code, 0, at + timedelta(seconds=skew)) is None
    assert second_factor.step_of(secret, code, step, at) is None
    for wrong in ("", "0", "000000 ", code[:-1], code + "0", "١٢٣٤٥٦", "abcdef"):
        assert second_factor.step_of(secret, wrong, 0, at) is None or wrong == code


def clock_now_of():
    from datetime import UTC, datetime  # noqa: PLC0415 - a moment without an application

    return datetime(2026, 11, 2, 9, 0, 15, tzinfo=UTC)


def test_sealed_secret_opens_only_where_it_belongs():
    sealed = second_factor.seal("secret", KEY, "stored:1")
    assert second_factor.unseal(sealed, KEY, "stored:1") == "secret"
    assert second_factor.seal("secret", KEY, "stored:1") != sealed
    for altered in (("x" + sealed[1:], KEY, "stored:1"), (sealed, b"j" * 40, "stored:1"), (sealed, KEY, "stored:2")):
        assert second_factor.unseal(*altered) is None
    assert second_factor.unseal("ä", KEY, "stored:1") is None


def test_enrolment_needs_password_and_a_right_code_and_shows_recovery_codes_once(app, sam, client_as):
    browser, elsewhere = client_as(sam), client_as(sam)
    page = browser.get("/account/second-factor").get_data(as_text=True)
    assert "<svg" in page
    secret = re.search(r'class="secret">([^<]+)<', page).group(1).replace(" ", "")
    sealed = html.unescape(re.search(r'name="sealed"[^>]*value="([^"]+)"', page).group(1))
    code = pyotp.TOTP(secret).at(clock_now())
    wrong = str((int(code) + 1) % 10**6).zfill(6)
    for password, typed, offered in ((PASSWORD, wrong, sealed), ("not it", code, sealed), (PASSWORD, code, "x")):
        fields = {"password": password, "one_time_code": typed, "sealed": offered}
        answer = posted(browser, "/account/second-factor", "/account", **fields)
        assert answer.status_code == 422
        assert queries.person("sam.quinn").second_factor_digest is None
    assert secret[:4] in posted(
        browser, "/account/second-factor", "/account", password=PASSWORD, one_time_code=wrong, sealed=sealed
    ).get_data(as_text=True), "the same secret is offered again"
    shown = posted(browser, "/account/second-factor", "/account", password=PASSWORD, one_time_code=code, sealed=sealed)
    codes = re.findall(r"<code>([a-z0-9-]{19})</code>", shown.get_data(as_text=True))
    assert len(set(codes)) == 10
    assert elsewhere.get("/account").status_code == 303
    assert "every signature of yours asks" in browser.get("/account").get_data(as_text=True)
    ledger = "".join(db.session.scalars(select(LedgerEvent.body)))
    stored = db.session.get(SecondFactorSecret, sam.id)
    for kept in (secret, stored.sealed, *codes, *(one.replace("-", "") for one in codes)):
        assert kept not in ledger
    assert secret not in stored.sealed
    assert queries.person("sam.quinn").second_factor_digest == queries.digest(stored.sealed)


def test_sign_in_asks_for_the_code_and_takes_each_once(app, sam, phone, clock):
    clock.forward(seconds=60)
    code = phone()
    browser = app.test_client()
    answer = first_page(browser)
    assert answer.status_code == 200
    assert browser.get("/account").status_code == 303, "the password alone opens nothing"
    assert second_page(browser, answer, code).location == "/account"
    assert browser.get("/account").status_code == 200
    thief = app.test_client()
    assert second_page(thief, first_page(thief), code).status_code == 422
    assert thief.get("/account").status_code == 303
    outcomes = list(db.session.scalars(select(SignIn.outcome).where(SignIn.person_id == sam.id).order_by(SignIn.id)))
    assert outcomes == ["code_awaited", "succeeded", "code_awaited", "failed"]


def test_fifth_wrong_code_locks_like_a_wrong_password_and_a_right_password_does_not_reset_the_count(
    app, sam, phone, clock
):
    clock.forward(seconds=60)
    browser = app.test_client()
    for number in range(1, 6):
        assert second_page(browser, first_page(browser), "no-code").status_code == 422
        assert is_locked("sam.quinn", None, clock()) is (number == 5)
    assert first_page(browser).status_code == 422
    clock.forward(minutes=15)
    assert second_page(browser, first_page(browser), phone()).status_code == 303


def test_ticket_ends_after_five_minutes_with_the_password_and_when_it_is_altered(app, sam, phone, clock):
    clock.forward(seconds=60)
    browser = app.test_client()
    answer = first_page(browser)
    clock.forward(minutes=5)
    assert second_page(browser, answer, phone()).status_code == 422
    answer = first_page(browser)
    with transaction(sam.actor, clock()):
        actions.set_password(sam, "copper meadow 71 violin", clock())
    assert second_page(browser, answer, phone()).status_code == 422
    token = browser.token("/sign-in")
    for made_up in ("", "x", "A" * 80):
        fields = {"csrf_token": token, "ticket": made_up, "one_time_code": phone()}
        assert browser.post("/sign-in/code", data=fields).status_code == 422


def test_every_proof_asks_for_the_code_and_names_the_factor(sam, phone, clock):
    clock.forward(seconds=60)
    code, recovery = phone(), phone.recovery[0]

    def proof(typed):
        with transaction(sam.actor, clock()):
            return prove(sam.actor, "sam.quinn", PASSWORD, clock(), typed).factors

    assert proof(code) == ("username", "password", "totp")
    assert proof(recovery.upper()) == ("username", "password", "recovery_code")
    for typed in ("", code, recovery, "000000"):
        with pytest.raises(SigningRefused) as refused:
            proof(typed)
        assert refused.value.cause == "credentials"
    used = db.session.scalars(select(RecoveryCode).where(RecoveryCode.used_at.is_not(None))).all()
    assert len(used) == 1


def test_right_code_with_a_wrong_password_is_not_used_up(sam, phone, clock):
    clock.forward(seconds=60)
    with pytest.raises(SigningRefused), transaction(sam.actor, clock()):
        prove(sam.actor, "sam.quinn", "wrong", clock(), phone())
    with transaction(sam.actor, clock()):
        assert prove(sam.actor, "sam.quinn", PASSWORD, clock(), phone()).factors[-1] == "totp"


def test_secret_swapped_in_the_database_proves_nothing(sam, phone, clock):
    clock.forward(seconds=60)
    secret = second_factor.new_secret()
    given = {"x": second_factor.seal(secret, b"only-for-tests-" + b"x" * 32, f"stored:{sam.id}"), "id": sam.id}
    db.session.rollback()
    with unguarded_writes(), db.engine.begin() as raw:
        raw.execute(text("UPDATE second_factor_secret SET sealed = :x WHERE person_id = :id"), given)
    with pytest.raises(SigningRefused), transaction(sam.actor, clock()):
        prove(sam.actor, "sam.quinn", PASSWORD, clock(), pyotp.TOTP(secret).at(clock()))


def test_person_turns_it_off_with_password_and_code(sam, phone, client_as, clock):
    clock.forward(seconds=60)
    browser = client_as(sam)
    for password, code in ((PASSWORD, "000000"), ("wrong", phone())):
        fields = {"password": password, "one_time_code": code}
        assert posted(browser, "/account/second-factor/removal", "/account", **fields).status_code == 422
    fields = {"password": PASSWORD, "one_time_code": phone()}
    assert posted(browser, "/account/second-factor/removal", "/account", **fields).status_code == 303
    assert queries.person("sam.quinn").second_factor_digest is None
    assert queries.unused_recovery_codes(sam) == []
    assert db.session.get(SecondFactorSecret, sam.id) is None


def test_administrators_turn_it_off_only_together_and_signing_waits(app, sam, phone, client_as, clock):
    admin, adam, quality = person_for("ADM"), second_administrator(), person_for("QA")
    session = sign_in(app.test_client(), sam)
    address = f"/people/{sam.id}/second-factor-removals"
    fields = {"reason": "Lost the phone and the paper", "version": sam.version}
    answer = posted(client_as(admin), address, f"{address}/new", **fields)
    assert answer.location.startswith("/account-proposals/ACP-")
    assert queries.person("sam.quinn").second_factor_digest is not None
    assert session.get("/account").status_code == 200
    approve_all(sam)
    assert session.get("/account").status_code == 303, "lost phone: the next click fails (P11-30)"
    assert queries.person("sam.quinn").second_factor_digest is None
    assert "second factor was turned off (ACP-" in identity_is_verified(sam.actor, clock())
    for one in (admin, adam):
        with pytest.raises(AccountRefused, match="took part"), transaction(one.actor, clock()):
            actions.verify_identity(sam, "id_document", one.actor, clock())
    with transaction(quality.actor, clock()):
        actions.verify_identity(sam, "id_document", quality.actor, clock())
    assert identity_is_verified(sam.actor, clock()) is None


def test_server_turns_it_off_and_signing_waits(sam, phone, clock):
    with transaction(operator("root"), clock()):
        actions.end_second_factor_on_server(sam, operator("root"), clock())
    assert "turned off on the server by Operator root" in identity_is_verified(sam.actor, clock())


def test_record_with_second_factors_verifies(sam, phone):
    assert verify(is_full=True).faults == []
    acts = [json.loads(body)["act"] for body in db.session.scalars(select(LedgerEvent.body))]
    assert "people.second_factor.enrolled" in acts
    assert db.session.scalars(select(Person.second_factor_digest).where(Person.id == sam.id)).one()
