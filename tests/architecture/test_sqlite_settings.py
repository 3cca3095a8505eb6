"""SQLite as we need it: nothing acknowledged is lost, readers never queue, and whoever only reads cannot write."""

import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.exc import OperationalError

from app.base.db import db, transaction
from app.base.engines import prepare
from app.records.tables import RecordCounter
from config import Settings

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "trusted_schema": 0}
THREADS, TURNS = 8, 50


def settings_of(engine: Engine) -> dict[str, object]:
    with engine.connect() as connection:
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in WANTED}


def test_every_connection_has_the_settings(app: Flask):
    assert settings_of(db.engine) == WANTED
    with transaction(None, NOW):
        assert {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in WANTED} == WANTED


@pytest.mark.parametrize("name", WANTED)
def test_each_setting_is_one_that_sqlite_does_not_bring(name: str, settings: Settings):
    """The control: on a plain connection with the opposite said, the comparison above notices."""
    opposite = {"journal_mode": "DELETE", "synchronous": "NORMAL", "foreign_keys": "OFF", "recursive_triggers": "OFF"}
    engine = create_engine(settings.database_url)
    prepare(engine)
    event.listen(
        engine, "connect", lambda raw, _: raw.execute(f"PRAGMA {name} = {opposite.get(name, 'ON')}").fetchall()
    )
    assert {key for key, value in settings_of(engine).items() if value != WANTED[key]} == {name}
    engine.dispose()


def begun(app: Flask) -> list[str]:
    """Return the list into which every BEGIN of the application's engine is written from now on."""
    found: list[str] = []
    event.listen(
        db.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: found.append(statement) if statement.startswith("BEGIN") else None,
    )
    return found


def test_only_a_writing_transaction_begins_immediate(app: Flask):
    seen = begun(app)
    db.session.scalar(select(RecordCounter.last))
    db.session.rollback()
    with transaction(None, NOW):
        db.session.scalar(select(RecordCounter.last))
    db.session.scalar(select(RecordCounter.last))
    assert seen == ["BEGIN DEFERRED", "BEGIN IMMEDIATE", "BEGIN DEFERRED"]


def test_a_reader_that_writes_fails_loudly(app: Flask):
    db.session.add(RecordCounter(prefix="PLANTED", last=1))
    with pytest.raises(OperationalError, match="readonly"):
        db.session.flush()
    db.session.rollback()
    with transaction(None, NOW):
        db.session.add(RecordCounter(prefix="PLANTED", last=1))
    with pytest.raises(OperationalError, match="readonly"):
        db.session.execute(text("UPDATE record_counter SET last = 2"))


def test_two_readers_and_a_writer_do_not_wait_for_each_other(app: Flask):
    """Readers that began before a writer, and one that begins beside it, all answer at once with what was committed."""
    before, beside = db.engine.connect(), db.engine.connect()
    count = text("SELECT COUNT(*) FROM record_counter")
    began = time.monotonic()
    assert before.execute(count).scalar() == 0
    with transaction(None, NOW):
        db.session.add(RecordCounter(prefix="PLANTED", last=1))
        db.session.flush()
        with closing(sqlite3.connect(db.engine.url.database or "")) as other:
            assert other.execute("SELECT COUNT(*) FROM record_counter").fetchone() == (0,)
        assert before.execute(count).scalar() == 0
    assert before.execute(count).scalar() == 0, "a reader keeps what it began with"
    assert beside.execute(count).scalar() == 1
    assert time.monotonic() - began < 1
    before.close()
    beside.close()


def read_then_write(app: Flask, failures: list[BaseException]) -> None:
    for _ in range(TURNS):
        try:
            with app.app_context(), transaction(None, NOW):
                counter = db.session.get_one(RecordCounter, "PLANTED")
                counter.last = counter.last + 1
        except BaseException as failure:  # noqa: BLE001 - a thread's failure belongs into the result
            failures.append(failure)


def test_no_update_is_lost(app: Flask):
    with transaction(None, NOW):
        db.session.add(RecordCounter(prefix="PLANTED", last=0))
    failures: list[BaseException] = []
    threads = [threading.Thread(target=read_then_write, args=(app, failures)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert db.session.scalar(select(RecordCounter.last)) == THREADS * TURNS


def test_the_default_mode_loses_an_update(app: Flask):
    """The control: two plain connections, one after the other, in the order that threads may fall into."""
    with transaction(None, NOW):
        db.session.add(RecordCounter(prefix="PLANTED", last=0))
    path = db.engine.url.database or ""
    with closing(sqlite3.connect(path)) as first, closing(sqlite3.connect(path)) as second:
        read = [one.execute("SELECT last FROM record_counter").fetchone()[0] for one in (first, second)]
        for one, value in zip((first, second), read, strict=True):
            one.execute("UPDATE record_counter SET last = ?", (value + 1,))
            one.commit()
    assert db.session.scalar(select(RecordCounter.last)) == 1, "two people counted, one was lost"
