"""The disk is full under SQLite, at any write of journal or database file: a sentence, and nothing half there (F7).

The layer under SQLite refuses every write from the n-th on, as a full disk does, until there is room again.
"""

import pytest
from sqlalchemy import func, select, text

from app.base.db import db
from app.records.tables import LedgerHead
from app.records.verification.verify import verify
from app.suppliers.models import Supplier
from tests.faults.power import Disk
from tests.faults.sqlite_layer import layer_under_sqlite

pytestmark = pytest.mark.sqlite  # PostgreSQL's disk is the server's; its words for it are known to `engines.FULL`


@pytest.fixture
def disk(settings):
    made = Disk(settings.data_dir)
    with layer_under_sqlite(made):
        yield made


@pytest.fixture
def browser(disk, client_as):
    return client_as("SQM")


def counted() -> tuple[int, int]:
    db.session.rollback()
    return db.session.scalar(select(func.count(Supplier.id))), db.session.scalar(select(LedgerHead.size))


def test_a_full_journal_refuses_in_words_and_recovers(disk, browser, request):
    token = browser.token("/suppliers/new")
    count, refused = (200 if request.config.getoption("--large") else 50), 0
    for position in range(1, count + 1):
        before = counted()
        fields = {"csrf_token": token, "name": f"Full Disk Vendor {position}"}
        disk.full_at["wal"] = position
        answer = browser.post("/suppliers", data=fields)
        assert browser.get("/suppliers").status_code == 200, "reading goes on"
        disk.full_at.clear()
        if answer.status_code == 303:
            assert counted() == (before[0] + 1, before[1] + 1)
            continue
        refused += 1
        assert answer.status_code == 507
        assert "disk is full. Nothing was saved" in answer.get_data(as_text=True)
        assert counted() == before
        assert browser.post("/suppliers", data=fields).status_code == 303, "it recovers without a restart"
    print(f"{count} positions, {refused} refused for want of room")
    assert refused >= 10
    assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
    assert verify().faults == []


def test_a_full_database_file_loses_nothing_that_was_acknowledged(disk, browser):
    """The journal cannot be moved into the database: what was acknowledged stays in the journal and is read from it."""
    token, acknowledged, tried = browser.token("/suppliers/new"), [], 0
    for position in (1, 2, 5, 10):
        disk.full_at["db"] = position
        fields = {"csrf_token": token, "name": f"Moved Vendor {position}"}
        answer = browser.post("/suppliers", data=fields)
        acknowledged += [fields["name"]] if answer.status_code == 303 else []
        with db.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            tried += bool(_could_not_move(raw))
        disk.full_at.clear()
    db.session.rollback()
    names = set(db.session.scalars(select(Supplier.name)))
    print(f"{tried} of 4 moves refused, {len(acknowledged)} acknowledged")
    assert tried
    assert set(acknowledged) <= names
    assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
    assert verify().faults == []


def _could_not_move(raw) -> bool:
    try:
        is_busy, _, _ = raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except Exception as problem:  # noqa: BLE001 - whatever SQLite says of a full disk
        return "full" in str(problem)
    return bool(is_busy)


def test_the_control_that_answers_before_the_commit_does_lose(disk, browser, monkeypatch):
    """Did the portal swallow the failed commit, it would acknowledge what is not there."""
    token = browser.token("/suppliers/new")
    real = db.session.session_factory.class_.commit

    def swallow(session) -> None:
        try:
            real(session)
        except Exception:  # noqa: BLE001 - the carelessness that is tried
            session.rollback()

    monkeypatch.setattr(db.session.session_factory.class_, "commit", swallow)
    lost = 0
    for position in range(1, 30):
        before = counted()
        disk.full_at["wal"] = position
        answer = browser.post("/suppliers", data={"csrf_token": token, "name": f"Swallowed Vendor {position}"})
        disk.full_at.clear()
        lost += answer.status_code == 303 and counted() == before
    print(f"control: {lost} acknowledged vendors are not there")
    assert lost
