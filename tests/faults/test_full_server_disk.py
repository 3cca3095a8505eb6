"""PostgreSQL's own disk is full (F7): that of its tables refuses in words, that of its journal stops the server."""

import os
import random
from collections import Counter
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, make_url, select

from app import create_app
from app.base import engines
from app.base.db import db
from app.records import keys
from app.records.tables import LedgerHead
from app.records.verification.verify import verify
from app.suppliers.models import Supplier
from app.web import errors
from tests.conftest import make_sample_tables, settings_in
from tests.databases import OWNER, PORTAL, Cluster
from tests.factories.people import person_for, sign_in
from tests.faults.small_disk import mounted
from tests.pages import InspectingClient
from tests.servers import running

pytestmark = pytest.mark.postgresql

PAGE = 4096


def counted() -> tuple[int, int]:
    db.session.rollback()
    return db.session.scalar(select(func.count(Supplier.id))), db.session.scalar(select(LedgerHead.size))


@pytest.fixture
def disk(settings):
    """The disk that holds this installation's tables, and nothing else of the server."""
    database, cluster = make_url(settings.database_url).database, Cluster.current
    with mounted(64) as small, cluster.connect("postgres") as sql:
        folder = small.root / "tables"
        folder.mkdir(0o700)
        (where,) = sql.execute("SHOW data_directory").fetchone()
        owner = Path(str(where)).stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        space = f"small_{database}"
        sql.execute(f"CREATE TABLESPACE \"{space}\" LOCATION '{folder}'")
        sql.execute(f'ALTER DATABASE "{database}" SET TABLESPACE "{space}"')
        try:
            yield small
        finally:
            small.make_room()
            sql.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
            sql.execute(f'DROP TABLESPACE "{space}"')


@pytest.fixture
def browser(disk, client_as):
    return client_as("SQM")


def vendor(number: int) -> dict[str, str]:
    """A form so long, and so hard to press together, that row and event want new pages."""
    return {"name": f"Full Disk Vendor {number}", "description": random.Random(number).randbytes(1990).hex()}


def test_a_full_disk_of_tables_refuses_in_words_and_recovers(disk, browser, request):
    token, refused = browser.token("/suppliers/new"), 0
    count = 200 if request.config.getoption("--large") else 50
    for position in range(count):
        before, fields = counted(), {"csrf_token": token, **vendor(position)}
        disk.leave(position % 4 * PAGE)
        answer = browser.post("/suppliers", data=fields)
        assert browser.get("/suppliers").status_code == 200, "reading goes on"
        disk.make_room()
        if answer.status_code == 303:
            assert counted() == (before[0] + 1, before[1] + 1)
            continue
        refused += 1
        assert answer.status_code == 507, answer.text
        assert "disk is full. Nothing was saved" in answer.text
        assert counted() == before
        assert browser.post("/suppliers", data=fields).status_code == 303, "it recovers without a restart"
    print(f"{count} forms onto a full disk, {refused} refused for want of room, 0 lost")
    assert refused >= count // 5
    assert verify(is_full=True).faults == []


def test_the_control_that_answers_before_the_commit_does_lose(disk, browser, monkeypatch):
    """Did the portal swallow what the server says, it would acknowledge what is not there."""
    token, lost, kind = browser.token("/suppliers/new"), 0, db.session.session_factory.class_

    def swallow(act):
        def careless(session, *more, **named) -> None:
            try:
                act(session, *more, **named)
            except Exception:  # noqa: BLE001 - the carelessness that is tried
                session.rollback()

        return careless

    for name in ("flush", "commit"):
        monkeypatch.setattr(kind, name, swallow(getattr(kind, name)))
    for position in range(20):
        before = counted()
        disk.leave(0)
        answer = browser.post("/suppliers", data={"csrf_token": token, **vendor(position)})
        disk.make_room()
        lost += answer.status_code == 303 and counted() == before
    print(f"control: {lost} acknowledged vendors are not there")
    assert lost


def test_the_control_without_the_servers_words_would_be_an_error(disk, browser, monkeypatch):
    """Were its sentence for a full disk not known, people would see a failure of ours."""
    monkeypatch.setattr(engines, "FULL", ())
    monkeypatch.setattr(errors.engines, "FULL", ())
    token, statuses = browser.token("/suppliers/new"), Counter()
    disk.leave(0)
    for position in range(10):
        statuses[browser.post("/suppliers", data={"csrf_token": token, **vendor(position)}).status_code] += 1
    assert statuses[500]


def test_a_full_disk_of_the_journal_may_stop_the_server_and_loses_nothing(clock, tmp_path, monkeypatch):
    """PostgreSQL refuses, or ends itself: then the portal says that it does not know, and goes on when it is back."""
    monkeypatch.setattr(Cluster, "current", None)
    with mounted(96) as disk, running(Cluster.own_programs(), journal=disk.root / "journal") as server:
        cluster = Cluster(server.address)
        name = cluster.make()
        urls = {"database_url": cluster.url(name, PORTAL), "owner_url": cluster.url(name, OWNER)}
        settings = settings_in(tmp_path / "installation", **urls)
        keys.make(settings.signing_key)
        with create_app(settings, clock).app_context():
            upgrade()
            make_sample_tables(settings)
            db.engine.dispose()
        app = create_app(settings, clock)
        app.test_client_class = InspectingClient
        with app.app_context():
            _fill_and_mend(app, disk, server)
            db.session.remove()
            db.engine.dispose()


def _fill_and_mend(app, disk, server) -> None:
    browser, acknowledged, refused, answers, stops = app.test_client(), [], [], Counter(), 0
    sign_in(browser, person_for("SQM"))
    token = browser.token("/suppliers/new")
    for turn in range(3):
        disk.leave(0)
        for number in range(1000):
            fields = {"csrf_token": token, **vendor(turn * 1000 + number)}
            answer = browser.post("/suppliers", data=fields)
            answers[answer.status_code] += 1
            if answer.status_code == 303:
                acknowledged.append(fields["name"])
                continue
            assert answer.status_code in {503, 507}, answer.text
            if answer.status_code == 503:
                assert "it is not known whether your input was saved" in answer.text
                break
            refused.append(fields["name"])
            if len(refused) > 10 * (turn + 1):
                break
        disk.make_room()
        stops += server.revive()
        assert browser.get("/suppliers").status_code == 200, "the portal itself needs no restart"
        again = {"csrf_token": token, **vendor(turn * 1000 + 1000 - 100_000)}
        assert browser.post("/suppliers", data=again).status_code == 303
    db.session.rollback()
    names = set(db.session.scalars(select(Supplier.name)))
    print(f"3 full journals, the server stopped at {stops}: {dict(answers)}, {len(acknowledged)} acknowledged, 0 lost")
    assert answers[503] + answers[507] >= 3
    assert set(acknowledged) <= names
    assert names.isdisjoint(refused)
    assert verify(is_full=True).faults == []
