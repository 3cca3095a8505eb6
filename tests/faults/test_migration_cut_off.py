"""A migration that fails or is killed at any statement: as before or refused with a sentence; no row lost (F4, F22)."""

import os
import random
import signal
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from flask_migrate import downgrade, upgrade
from sqlalchemy import Engine, event

from app import StartRefused, cli, create_app, start
from app.base import copies, schema
from app.base.db import db
from app.records.verification.verify import verify
from config import ROOT
from tests.conftest import Template, discard
from tests.databases import Cluster
from tests.factories import impact
from tests.hands import Hands

SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))
REVISIONS = [one.revision for one in reversed(list(SCRIPTS.walk_revisions()))]
HEAD = REVISIONS[-1]


class Interruption:
    """Counts the statements of every engine and does something at one of them."""

    def __init__(self, at: int | None = None, act=None) -> None:
        self.count, self._at, self._act = 0, at, act

    def __enter__(self):
        event.listen(Engine, "before_cursor_execute", self._seen)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._seen)

    def _seen(self, *_: object) -> None:
        self.count += 1
        if self.count == self._at:
            self._act()


def fail() -> None:
    raise RuntimeError("The disk said no.")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def move(settings, revision: str, how=upgrade) -> None:
    """Move the tables, with connections of its own that are closed afterwards."""
    application = create_app(settings)
    with application.app_context():
        try:
            how(revision=revision)
        finally:
            db.session.remove()
            db.engine.dispose()


def in_a_child(work) -> int:
    """Do something in a process of its own; return the signal that ended it, or 0."""
    child = os.fork()
    if child == 0:
        try:
            db.engine.dispose(close=False)
            work()
        finally:
            os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def contents(settings) -> dict[str, list[str]]:
    """Return every row of every table, the revision of the tables among them."""
    with Hands(settings) as sql:
        return {table: sorted(map(repr, sql.execute(f"SELECT * FROM {table}").fetchall())) for table in sql.tables()}


def rows_lost(before, after) -> list[str]:
    """Name every table that has fewer rows than before, those that both know."""
    return [
        f"{table}: {len(before[table])} rows became {len(after.get(table, []))}"
        for table in before
        if len(after.get(table, [])) < len(before[table])
    ]


def refusal(settings) -> str:
    """Return what the portal says instead of starting."""
    application = create_app(settings)
    with pytest.raises(StartRefused) as refused:
        start(application)
    with application.app_context():
        db.engine.dispose()
    return str(refused.value)


def prepare(settings) -> None:
    """Run `bin/qualward prepare`."""
    places = {"DATA_DIR": str(settings.data_dir), "SECRET_KEY": settings.secret_key}
    places |= {"DATABASE_URL": settings.database_url, "DATABASE_OWNER_URL": settings.owner_url}
    done = CliRunner().invoke(cli.cli, ["prepare"], env={f"QUALWARD_{name}": one for name, one in places.items()})
    assert done.exit_code == 0, done.output


@pytest.fixture
def company(app, settings):
    """An installation with a story, which nobody is connected to."""
    impact.submitted("- Users can now export records as CSV files.\n")
    db.session.remove()
    db.engine.dispose()
    return Template(settings)


class Bases:
    """The company as it stands before each migration."""

    def __init__(self, company: Template, folder: Path) -> None:
        self._company, self._folder, self._made = company, folder, {}

    def before(self, revision: str) -> Template:
        """Return the installation in the form below ``revision``."""
        below = SCRIPTS.get_revision(revision).down_revision or "base"
        if below not in self._made:
            settings = self._company.copy(self._folder / below)
            move(settings, below, downgrade)
            self._made[below] = Template(settings)
        return self._made[below]

    def discard(self) -> None:
        """Drop them."""
        for one in self._made.values():
            discard(one.settings)


@pytest.fixture
def bases(company, tmp_path):
    found = Bases(company, tmp_path / "bases")
    (tmp_path / "bases").mkdir()
    yield found
    found.discard()


def moments(bases, tmp_path, count: int | None) -> list[tuple[str, int]]:
    """Return (migration, statement) pairs: some by chance, or every one."""
    found = []
    for revision in REVISIONS:
        settings = bases.before(revision).copy(tmp_path / f"counted-{revision}")
        with Interruption() as counted:
            move(settings, revision)
        found += [(revision, at) for at in range(1, counted.count + 1)]
        discard(settings)
    print(f"{len(found)} statements in {len(REVISIONS)} migrations")
    return found if count is None else random.Random(4).sample(found, count)


def test_each_migration_interrupted_at_each_statement(bases, tmp_path, request):
    is_large = request.config.getoption("--large")
    chosen = moments(bases, tmp_path, None if is_large else 50 if Cluster.current is None else 6)
    ways = [(fail, die) if is_large else ((fail, die)[at % 2],) for at in range(len(chosen))]
    trials = [(*one, how) for one, both in zip(chosen, ways, strict=True) for how in both]
    unfinished = 0
    for number, (revision, at, how) in enumerate(trials):
        settings = bases.before(revision).copy(tmp_path / f"trial-{number}")
        before = contents(settings)

        def work(settings=settings, revision=revision, at=at, how=how) -> None:
            with Interruption(at, how):
                move(settings, revision)

        if how is die:
            assert in_a_child(work) == signal.SIGKILL
        else:
            with pytest.raises((RuntimeError, SystemExit)):
                work()
        is_left = copies.beside(settings.data_dir / "qualward.db").exists()
        assert not (is_left and how is fail), "a failure puts the copy back by itself"
        unfinished += is_left
        now = contents(settings)
        # rights are given once more behind the last migration; cut off there, the tables are those of the new version
        if now.get("alembic_version") != [repr((revision,))]:
            assert _recorded(now) == _recorded(before), (revision, at)
        if now.get("alembic_version") != [repr((HEAD,))] or is_left:
            assert "qualward" in refusal(settings)
        prepare(settings)
        assert rows_lost({**before, "alembic_version": []}, contents(settings)) == []
        _require_start(settings)
        discard(settings)
    print(f"{len(trials)} migrations failed or killed, {unfinished} copies put back by prepare, 0 rows lost")


def _recorded(found) -> dict[str, list[str]]:
    """Leave the empty table of revisions out: it is made before the first migration, in a transaction of its own."""
    return {table: rows for table, rows in found.items() if rows or table != "alembic_version"}


def _require_start(settings) -> None:
    application = create_app(settings)
    with application.app_context():
        assert schema.difference(db.engine, ROOT / "migrations") is None
        db.engine.dispose()


def halfway(company, tmp_path, revision: str):
    """Return a company at an old revision, and an interruption inside the last migration of several."""
    settings = company.copy(tmp_path / "old")
    move(settings, revision, downgrade)
    probe = Template(settings).copy(tmp_path / "probe")
    with Interruption() as counted:
        move(probe, HEAD)
    discard(probe)
    return settings, counted.count - 4


@pytest.mark.sqlite
def test_killed_between_two_migrations_prepare_puts_the_copy_back(company, tmp_path):
    settings, at = halfway(company, tmp_path, REVISIONS[-3])
    before = contents(settings)

    def work() -> None:
        with Interruption(at, die):
            move(settings, HEAD)

    assert in_a_child(work) == signal.SIGKILL
    assert contents(settings)["alembic_version"] not in (before["alembic_version"], [repr((HEAD,))]), "half a state"
    assert "puts the copy" in refusal(settings)
    prepare(settings)
    _require_start(settings)
    assert rows_lost(before, contents(settings)) == []


@pytest.mark.sqlite
def test_killed_after_the_last_migration_prepare_does_it_again(company, tmp_path, monkeypatch):
    settings = company.copy(tmp_path / "old")
    move(settings, REVISIONS[-2], downgrade)
    before = contents(settings)
    monkeypatch.setattr(copies, "forget", lambda _: die())
    assert in_a_child(lambda: move(settings, HEAD)) == signal.SIGKILL
    monkeypatch.undo()
    assert "puts the copy" in refusal(settings)
    prepare(settings)
    _require_start(settings)
    assert rows_lost(before, contents(settings)) == []
    application = create_app(settings)
    with application.app_context():
        assert verify(is_full=True).faults == []
        db.session.remove()
        db.engine.dispose()


@pytest.mark.sqlite
def test_without_the_copy_half_a_state_remains(company, tmp_path, monkeypatch):
    """The control: it is the copy that makes several migrations one step."""
    settings, at = halfway(company, tmp_path, REVISIONS[-3])
    before = contents(settings)["alembic_version"]
    with monkeypatch.context() as patched:
        for name in ("keep_beside", "put_back"):
            patched.setattr(copies, name, lambda _: None)
        with pytest.raises((RuntimeError, SystemExit)), Interruption(at, fail):
            move(settings, HEAD)
    assert contents(settings)["alembic_version"] not in (before, [repr((HEAD,))])
    move(settings, REVISIONS[-3], downgrade)
    with pytest.raises((RuntimeError, SystemExit)), Interruption(at, fail):
        move(settings, HEAD)
    assert contents(settings)["alembic_version"] == before


@pytest.mark.sqlite
def test_a_copy_that_is_older_than_the_record_is_never_put_back(company, tmp_path):
    """Somebody works on with the old version after a cut-off migration: its copy would lose that work."""
    settings = company.copy(tmp_path / "old")
    path = settings.data_dir / "qualward.db"
    copies.keep_beside(path)
    with Hands(settings) as sql:
        sql.execute("UPDATE ledger_head SET size = size + 1")
    before = contents(settings)
    with pytest.raises(copies.CopyRefused, match="older than the record"):
        copies.put_back(path)
    assert contents(settings) == before
    assert copies.beside(path).exists()


@pytest.mark.sqlite
def test_no_room_for_the_copy_means_no_migration(company, tmp_path, monkeypatch):
    settings = company.copy(tmp_path / "old")
    move(settings, REVISIONS[-2], downgrade)
    before = contents(settings)
    with monkeypatch.context() as patched:
        patched.setattr(copies, "sync", lambda _: (_ for _ in ()).throw(OSError("No space left on device")))
        with pytest.raises((copies.CopyRefused, SystemExit)):
            move(settings, HEAD)
    assert contents(settings) == before
    assert [one.name for one in settings.data_dir.glob("*.before*")] == []
