"""Guessing, stuffing and asking for names at the door (T23, 21 CFR 11.300(d))."""

import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app import create_app
from app.base.db import db, transaction
from app.people import actions, passwords
from app.people.actions.attempts import PORCH, count_failure
from app.people.actions.sign_ins import Attempt
from app.people.models import SignIn, SignInThrottle
from app.people.sign_in import enter
from tests.factories.people import PASSWORD, clock_now, make_person, person_for
from tests.pages import InspectingClient


def tried(browser, username, password, **headers):
    fields = {"csrf_token": browser.token("/sign-in"), "username": username, "password": password}
    return browser.post("/sign-in", data=fields, **headers)


def body(answer, typed):
    """Return the page without what was typed, the form token (it carries a time) and the ledger's growing head."""
    text = re.sub(r"<span>Ledger: .*?</span>", "", answer.get_data(as_text=True))
    return re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", text).replace(typed, "")


@pytest.fixture
def sam(app):
    return make_person("sam.quinn", ["SQM"])


def outcomes():
    return list(db.session.scalars(select(SignIn.outcome).order_by(SignIn.id)))


def test_fifth_wrong_password_locks_and_the_right_one_waits_fifteen_minutes(sam, client, clock):
    for _ in range(5):
        assert tried(client, "sam.quinn", "wrong wrong wrong").status_code == 422
    assert tried(client, "sam.quinn", PASSWORD).status_code == 422
    clock.forward(minutes=14, seconds=59)
    assert tried(client, "sam.quinn", PASSWORD).status_code == 422
    clock.forward(seconds=1)
    assert tried(client, "sam.quinn", PASSWORD).status_code == 303
    assert outcomes() == ["failed"] * 5 + ["locked"] + ["locked"] * 2 + ["succeeded"]


def test_four_wrong_ones_and_a_right_one_start_anew(sam, client):
    for _ in range(2):
        for _ in range(4):
            tried(client, "sam.quinn", "wrong wrong wrong")
        assert tried(client, "sam.quinn", PASSWORD).status_code == 303


def test_two_processes_count_together(app, sam, settings, clock, client):
    """Three failures at one process, two at another, on the same database: both refuse the right password then."""
    second_app = create_app(settings, clock)
    second_app.test_client_class = InspectingClient
    for _ in range(3):
        tried(client, "sam.quinn", "wrong wrong wrong")
    with second_app.app_context():
        second = second_app.test_client()
        for _ in range(2):
            tried(second, "sam.quinn", "wrong wrong wrong")
        assert tried(second, "sam.quinn", PASSWORD).status_code == 422
        db.session.remove()
        db.engine.dispose()
    assert tried(client, "sam.quinn", PASSWORD).status_code == 422


def test_many_names_from_one_address_lock_the_address(sam, client, clock):
    with transaction(PORCH, clock()):
        for number in range(49):
            count_failure(f"nobody{number}", "127.0.0.1", clock())
    tried(client, "nobody49", "wrong wrong wrong")
    assert tried(client, "sam.quinn", PASSWORD).status_code == 422
    elsewhere = tried(client, "sam.quinn", PASSWORD, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 303
    clock.forward(minutes=15)
    assert tried(client, "sam.quinn", PASSWORD).status_code == 303


def test_known_and_unknown_names_get_the_same_page_before_and_after_the_lock(app, sam, clock):
    nora = make_person("nora.lind", ["QA"], has_password=False)
    gone = make_person("vera.gone", ["QA"])
    admin = person_for("ADM")
    with transaction(admin.actor, clock()):
        actions.deactivate(gone, "Left", admin.actor, clock())
    rows = set()
    for attempt in range(7):
        pages = set()
        for name in (sam.username, nora.username, gone.username, "not.there"):
            browser = app.test_client()
            token = browser.token("/sign-in")
            fields = {"csrf_token": token, "username": name, "password": "wrong wrong wrong"}
            before = db.session.scalar(select(func.count(SignIn.id)))
            answer = browser.post("/sign-in", data=fields)
            rows.add((attempt, db.session.scalar(select(func.count(SignIn.id))) - before))
            pages.add((answer.status_code, body(answer, name)))
        assert len(pages) == 1
    assert len(rows) == 7, "an attempt on one of them leaves more events than on another"


def test_unknown_name_takes_as_long_as_a_known_one(app, sam):
    stored = passwords.hashed(PASSWORD)

    def median(password_hash):
        taken = []
        for _ in range(15):
            start = time.perf_counter()
            passwords.is_right(password_hash, "wrong wrong wrong")
            taken.append(time.perf_counter() - start)
        return statistics.median(taken)

    known, unknown = median(stored), median(None)
    print(f"median known {known * 1000:.1f} ms, unknown {unknown * 1000:.1f} ms")
    assert 0.5 < known / unknown < 2


def test_dummy_hash_is_nobodys_password(app):
    assert not passwords.is_right(None, "nobody's password")


def test_typed_name_that_is_nobodys_is_kept_as_a_keyed_digest_only(app, client):
    tried(client, "my secret typed in the wrong field", "wrong wrong wrong")
    kept = db.session.scalars(select(SignIn)).one()
    assert kept.person_id is None
    assert len(kept.typed_digest) == 64
    assert "secret" not in str(db.session.scalars(select(SignInThrottle.key)).all())


def test_name_without_password_cannot_be_entered(app, client):
    make_person("nora.lind", ["QA"], has_password=False)
    for password in ("", " ", "None", "nobody's password"):
        assert tried(client, "nora.lind", password).status_code == 422


def test_demo_password_opens_nothing_outside_the_demo(app, sam, client, clock):
    with transaction(sam.actor, clock()):
        actions.set_password(sam, "qualward-demo-only", clock(), is_demo=True)
    assert tried(client, "sam.quinn", "qualward-demo-only").status_code == 422


def test_sign_in_without_the_form_token_counts_nothing(app, sam, client):
    answer = client.post("/sign-in", data={"username": "sam.quinn", "password": PASSWORD})
    assert answer.status_code == 400
    assert outcomes() == []


def test_success_is_recorded_under_the_person_and_failure_under_the_page(sam, client):
    tried(client, "sam.quinn", "wrong wrong wrong")
    tried(client, "sam.quinn", PASSWORD)
    assert PORCH.kind == "clock"
    rows = db.session.execute(select(SignIn.person_id, SignIn.outcome)).all()
    assert [tuple(one) for one in rows] == [(sam.id, "failed"), (sam.id, "succeeded")]


def test_password_change_page_counts_its_failures_too(sam, client_as):
    browser = client_as(sam)
    fields = {"present": "wrong wrong wrong", "password": "copper meadow 71", "again": "copper meadow 71"}
    for _ in range(5):
        answer = browser.post("/account/password", data={"csrf_token": browser.token("/account"), **fields})
        assert answer.status_code == 422
    fields["present"] = PASSWORD
    answer = browser.post("/account/password", data={"csrf_token": browser.token("/account"), **fields})
    assert (answer.status_code, "locked" in answer.get_data(as_text=True)) == (422, True)
    assert db.session.scalar(select(func.count(SignIn.id)).where(SignIn.outcome == "locked")) == 1
    assert clock_now() is not None


def test_twelve_guesses_at_once_are_five_guesses(app, sam, clock):
    """Guesses that arrive together do not get past the count: the transaction that compares is the one that counts."""

    def guess(number):
        with app.test_request_context("/sign-in"):
            attempt = Attempt("sam.quinn", PASSWORD if number == 11 else "wrong wrong wrong", "192.0.2.1", "test")
            barrier.wait()
            result = enter(attempt)
            db.session.remove()
            return result

    barrier = threading.Barrier(11)
    with ThreadPoolExecutor(11) as pool:
        assert list(pool.map(guess, range(11))) == [None] * 11
    barrier = threading.Barrier(1)
    assert guess(11) is None
    assert outcomes() == ["failed"] * 5 + ["locked"] * 8
