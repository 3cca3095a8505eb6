"""Many writers beside one that holds the database too long: each form is taken once or handed back (F9)."""

import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.base import engines
from app.base.db import db, unguarded_writes
from app.records.verification.verify import verify
from app.suppliers.models import Supplier
from tests.factories.people import person_for, sign_in

WRITERS = 8


@dataclass
class Seen:
    """What the writers were told, and what became of their forms."""

    answers: Counter[int] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)

    def harm(self) -> list[str]:
        """Name every form that was lost, doubled, emptied, or answered with anything but yes or a moment's wait."""
        db.session.rollback()
        found = Counter(db.session.scalars(select(Supplier.name)))
        harm = [f"{one} is lost" for one in self.acknowledged if one not in found]
        harm += [f"{one} stands {times} times" for one, times in found.items() if times > 1]
        harm += [f"{one} was not acknowledged" for one in found if one not in self.acknowledged]
        harm += [f"{one} had to be typed again" for one in self.emptied]
        return harm + [
            f"{times} answers {status}" for status, times in self.answers.items() if status not in {303, 503}
        ]


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch):
    """A fifth of a second instead of five; connections are made after this."""
    monkeypatch.setattr(engines, "BUSY_MILLISECONDS", 200)


@pytest.fixture
def as_python_begins(monkeypatch):
    """Begin as Python's own driver does, with the first change and not before it; no lock on PostgreSQL."""

    def careless(connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.connection.dbapi_connection.isolation_level = ""

    monkeypatch.setattr(engines, "_begin_sqlite", careless)
    monkeypatch.setattr(engines, "_begin_postgresql", careless)


def write(app, forms: int, who: str, token: str, cookie: str, seen: Seen) -> None:
    """Send so many forms, each until it is taken or fails for good."""
    browser = FlaskClient(app, app.response_class)
    browser.set_cookie("qualward", cookie, domain="127.0.0.1")
    for number in range(forms):
        name = f"Vendor {who}-{number}"
        for _ in range(200):
            answer = browser.post("/suppliers", data={"csrf_token": token, "name": name}, base_url=BASE)
            seen.answers[answer.status_code] += 1
            if answer.status_code != 503:
                break
            is_kept = f'value="{name}"' in answer.text or f">{name}<" in answer.text
            seen.emptied += [] if is_kept and answer.headers["Retry-After"] == "5" else [name]
        if answer.status_code == 303:
            seen.acknowledged.append(name)


BASE = "http://127.0.0.1:8000"


def crowd(app, client, forms: int, holds: int) -> Seen:
    """Let the writers write while somebody takes the one writer's place again and again and keeps it too long."""
    sign_in(client, person_for("SQM"))
    token, cookie, seen = client.token("/suppliers/new"), client.get_cookie("qualward").value, Seen()
    db.session.remove()
    db.engine.dispose()
    threads = [
        threading.Thread(target=write, args=(app, forms, chr(65 + one), token, cookie, seen)) for one in range(WRITERS)
    ]
    for one in threads:
        one.start()
    while holds:
        with suppress(OperationalError), db.engine.connect() as holder, unguarded_writes(), holder.begin():
            time.sleep(0.45)
            holds -= 1
        time.sleep(0.1)
    for one in threads:
        one.join()
    return seen


def test_every_form_is_taken_once_or_handed_back(app, client, request):
    is_large = request.config.getoption("--large")
    seen = crowd(app, client, *((250, 200) if is_large else (10, 6)))
    harm = seen.harm()
    print(f"{WRITERS} writers, {len(seen.acknowledged)} forms taken, {dict(seen.answers)}, harm: {harm}")
    assert len(seen.acknowledged) == WRITERS * (250 if is_large else 10)
    assert seen.answers[503] >= WRITERS
    assert harm == []
    assert verify(is_full=True).faults == []


def test_the_control_with_pythons_own_transactions_does_harm(as_python_begins, app, client):
    """Did a change begin with what it writes and not with what it reads, forms would fail for good."""
    seen = crowd(app, client, 15, 6)
    harm, faults = seen.harm(), verify(is_full=True).faults
    print(f"control: {dict(seen.answers)}, harm: {harm[:3]}, {len(faults)} faults in the record")
    assert harm or faults
