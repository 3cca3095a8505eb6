"""PostgreSQL: the portal's role owns nothing, the guards hold for everybody, and each of them is needed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import sleep

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from app import StartRefused, create_app, start
from app.base.db import db, transaction, unguarded_writes
from app.base.engines import prepare
from app.records import selfcheck
from app.records.guards import WRITTEN_ONCE
from app.records.tables import RecordCounter
from config import Settings
from tests.conftest import SQM, TurnableClock
from tests.databases import PORTAL, Cluster
from tests.samples import Sample

pytestmark = pytest.mark.postgresql

REFUSED_BY_TRIGGERS = {
    "changing an event of the ledger",
    "deleting an event of the ledger",
    "leaving a gap in the ledger",
    "deleting the head of the ledger",
    "adding a second head of the ledger",
    "changing a revision",
    "deleting a revision",
    "changing a signature",
    "deleting a signature",
    "changing a saved answer",
    "deleting a saved answer",
    "replacing an event of the ledger",
    "emptying the ledger",
    "emptying the signatures",
}
"""What even the owner of the tables cannot do while the triggers stand."""


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    prepare(engine)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def administrator(settings: Settings) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    assert Cluster.current is not None
    with Cluster.current.connect(make_url(settings.database_url).database or "") as found:
        yield found


def works(engine: Engine) -> set[str]:
    return {one.what for one in selfcheck.unsafe_statements(engine)}


@pytest.fixture
def written(app, clock: TurnableClock) -> None:
    """An event, so that there is something to change."""
    with transaction(SQM, clock()):
        db.session.add(Sample(number="SAM-1", title="One", state="draft", is_checked=False))


def test_nothing_forbidden_works_for_the_portal(app, written):
    assert works(db.engine) == set()


def test_triggers_stop_even_the_owner_and_the_rest_is_named(settings: Settings, written):
    every = {what for what, _ in selfcheck.forbidden("postgresql")}
    with engine_of(settings.owner_url) as owner:
        assert works(owner) == every - REFUSED_BY_TRIGGERS - {"switching off triggers for a session"}


def test_the_portal_does_not_start_as_the_owner_of_its_tables(settings: Settings):
    as_owner = create_app(Settings(**{**vars(settings), "database_url": settings.owner_url}))
    with pytest.raises(StartRefused, match="as a role that owns nothing"):
        start(as_owner)
    with as_owner.app_context():
        db.engine.dispose()


def test_no_session_switches_the_guards_off(settings: Settings, written):
    with administrator(settings) as sql:
        sql.execute("SET session_replication_role = replica")
        for statement in ("UPDATE ledger_event SET body = 'x'", "DELETE FROM ledger_event", "TRUNCATE ledger_event"):
            with pytest.raises(psycopg.errors.RaiseException, match="written once"):
                sql.execute(statement)


def test_control_ordinary_triggers_would_be_switched_off(settings: Settings, written):
    with administrator(settings) as sql:
        sql.execute("ALTER TABLE ledger_event ENABLE TRIGGER ledger_event_on_update")
        sql.execute("SET session_replication_role = replica")
        assert sql.execute("UPDATE ledger_event SET body = 'x'").rowcount == 1


@pytest.mark.parametrize("table", [*WRITTEN_ONCE, "ledger_head"])
def test_each_trigger_is_needed_for_the_owner(settings: Settings, written, table: str):
    with engine_of(settings.owner_url) as owner:
        before = works(owner)
        with unguarded_writes(), owner.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        assert works(owner) - before


def test_rights_are_no_more_than_needed(settings: Settings):
    query = "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s"
    with administrator(settings) as sql:
        found: dict[str, set[str]] = {}
        for table, right in sql.execute(query, (PORTAL,)).fetchall():
            found.setdefault(str(table), set()).add(str(right))
    assert {table: found[table] for table in WRITTEN_ONCE} == {one: {"SELECT", "INSERT"} for one in WRITTEN_ONCE}
    assert found["ledger_head"] == {"SELECT", "UPDATE"}
    assert found["alembic_version"] == {"SELECT"}
    assert found["supplier"] == {"SELECT", "INSERT", "UPDATE"}
    assert found["person_session"] >= {"DELETE"}
    assert not any({"TRUNCATE", "TRIGGER", "REFERENCES"} & rights for rights in found.values())


def test_one_writer_at_a_time_and_readers_do_not_wait(app, clock: TurnableClock):
    with db.engine.connect() as other:
        with unguarded_writes():
            held = other.begin()
        with db.engine.connect() as reader:
            assert reader.execute(text("SELECT size FROM ledger_head")).scalar_one() == 0
            isolation = reader.execute(text("SHOW transaction_isolation")).scalar_one()
            assert (isolation, reader.execute(text("SHOW transaction_read_only")).scalar_one()) == (
                "repeatable read",
                "on",
            )
        waiting = text("SELECT pg_try_advisory_xact_lock(:number)")
        with db.engine.connect() as second:
            assert second.execute(waiting, {"number": 0x51_57_41_52_44}).scalar_one() is False
        held.rollback()


WRITERS, TIMES = 6, 15


def _count_up(work: Callable[[], None]) -> None:
    """Let several threads read a number and write the next one, each many times."""

    def repeat() -> None:
        for _ in range(TIMES):
            work()

    threads = [Thread(target=repeat) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_no_update_is_lost_when_many_write_at_once(app, clock: TurnableClock):
    with transaction(SQM, clock()):
        db.session.add(RecordCounter(prefix="ZZZ", last=0))

    def work() -> None:
        with app.app_context(), transaction(SQM, clock()):
            found = db.session.get_one(RecordCounter, "ZZZ")
            sleep(0.001)
            found.last += 1

    _count_up(work)
    assert db.session.get_one(RecordCounter, "ZZZ", populate_existing=True).last == WRITERS * TIMES


def test_control_without_the_lock_updates_are_lost(app, settings: Settings, clock: TurnableClock):
    with transaction(SQM, clock()):
        db.session.add(RecordCounter(prefix="ZZZ", last=0))
    plain = create_engine(settings.database_url)

    def work() -> None:
        with plain.begin() as connection:
            (last,) = connection.execute(text("SELECT last FROM record_counter WHERE prefix = 'ZZZ'")).one()
            sleep(0.001)
            connection.execute(text("UPDATE record_counter SET last = :next WHERE prefix = 'ZZZ'"), {"next": last + 1})

    _count_up(work)
    plain.dispose()
    assert db.session.get_one(RecordCounter, "ZZZ", populate_existing=True).last < WRITERS * TIMES


def test_an_answered_commit_is_on_disk_whatever_the_server_prefers(settings: Settings):
    database = make_url(settings.database_url).database
    with administrator(settings) as sql:
        sql.execute(f'ALTER DATABASE "{database}" SET synchronous_commit = off')
    with engine_of(settings.database_url) as engine, engine.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
