"""Somebody else holds the database for too long: a page with Retry-After, nothing half done, the input kept (F9)."""

from contextlib import ExitStack

import pytest
from sqlalchemy import func, select

from app.base import engines
from app.base.db import db, unguarded_writes
from app.records.tables import LedgerHead
from app.suppliers.models import Supplier
from tests.factories.people import PASSWORD


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch):
    """A quarter of a second instead of five; connections are made after this."""
    monkeypatch.setattr(engines, "BUSY_MILLISECONDS", 250)


@pytest.fixture
def busy(app):
    """Hold the one writer's place until told to let go."""
    db.session.remove()
    db.engine.dispose()
    with db.engine.connect() as holder, ExitStack() as held:

        def hold() -> None:
            db.session.remove()
            with unguarded_writes():
                held.enter_context(holder.begin())

        yield hold, held.close


def counted() -> tuple[int, int]:
    db.session.rollback()
    return db.session.scalar(select(func.count(Supplier.id))), db.session.scalar(select(LedgerHead.size))


def test_a_form_waits_says_so_keeps_the_input_and_works_afterwards(client_as, busy):
    hold, let_go = busy
    browser = client_as("SQM")
    fields = {"csrf_token": browser.token("/suppliers/new"), "name": "Held Up Vendor"}
    before = counted()
    hold()
    answer = browser.post("/suppliers", data=fields)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert 'value="Held Up Vendor"' in answer.get_data(as_text=True)
    assert "Wait a few seconds, then send it again" in answer.get_data(as_text=True)
    assert counted() == before
    let_go()
    assert browser.post("/suppliers", data=fields).status_code == 303
    assert counted() == (before[0] + 1, before[1] + 1)


def test_reading_does_not_wait_for_a_writer(client_as, busy):
    hold, let_go = busy
    browser = client_as("SQM")
    hold()
    assert browser.get("/suppliers").status_code == 200
    let_go()


def test_a_signature_and_a_sign_in_are_not_half_done(client, client_as, busy):
    hold, let_go = busy
    client_as("SQM")
    fields = {"csrf_token": client.token("/sign-in"), "username": "sam.quinn", "password": PASSWORD}
    before = counted()
    hold()
    answer = client.post("/sign-in", data=fields)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "busy writing" in answer.get_data(as_text=True)
    assert client.get("/account").status_code == 303
    assert counted() == before
    let_go()
    assert client.post("/sign-in", data=fields).status_code == 303
