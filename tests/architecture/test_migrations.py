"""Migrations: one head, equal to the models, rehearsed up, down and up again with rows in every table."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.base.db import Base, db, unguarded_writes
from app.records import keys
from app.records.guards import sqlite_triggers
from app.records.verification.verify import verify
from config import ROOT, Settings
from tests.architecture import rows
from tests.architecture.source_tree import import_tables
from tests.conftest import settings_in
from tests.factories import impact as company
from tests.samples import SAMPLE_TABLES

MIGRATIONS = ROOT / "migrations"
SCRIPTS = ScriptDirectory(str(MIGRATIONS))
REVISIONS = [one.revision for one in reversed(list(SCRIPTS.walk_revisions()))]
SAMPLES = {str(table) for table in SAMPLE_TABLES}

ADD_COLUMN = '''"""A rebuild of a parent, as every later change of a column will be."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999_rehearsal", "{head}", None, None


def upgrade() -> None:
    with op.batch_alter_table("{parent}", recreate="always") as batch:
        batch.add_column(sa.Column("rehearsed", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("{parent}", recreate="always") as batch:
        batch.drop_column("rehearsed")
'''


class Installation:
    """An installation whose schema a test moves up and down."""

    def __init__(self, settings: Settings, migrations: Path = MIGRATIONS) -> None:
        self.path = settings.data_dir / "qualward.db"
        self._app = create_app(settings)
        self._migrations = str(migrations)

    def up(self, to: str = "head") -> None:
        self._move(upgrade, to)

    def down(self, to: str) -> None:
        self._move(downgrade, to)

    def read(self) -> dict[str, list[dict[str, Any]]]:
        with closing(self._open()) as connection:
            return rows.contents(connection)

    def fill(self) -> None:
        with closing(self._open()) as connection:
            rows.fill(connection)

    def broken(self) -> list[object]:
        with closing(self._open()) as connection:
            return connection.execute("PRAGMA foreign_key_check").fetchall()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path)
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _move(self, how: object, to: str) -> None:
        with self._app.app_context():
            how(directory=self._migrations, revision=to)  # type: ignore[operator]
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An installation without any table."""
    settings = settings_in(tmp_path / "installation")
    settings.data_dir.mkdir()
    keys.make(settings.signing_key)
    return Installation(settings)


def test_one_head():
    assert len(SCRIPTS.get_heads()) == 1


def test_two_heads_are_found(tmp_path: Path):
    folder = planted_migrations(tmp_path, "person")
    (folder / "versions" / "9998_second.py").write_text(
        ADD_COLUMN.format(head=REVISIONS[-1], parent="person").replace("9999_rehearsal", "9998_second")
    )
    assert len(ScriptDirectory(str(folder)).get_heads()) == 2


def test_models_equal_migrations(app):
    assert differences() == []


def test_a_difference_between_model_and_migration_is_found(app):
    with unguarded_writes(), db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE person ADD COLUMN planted TEXT")
        connection.exec_driver_sql("DROP INDEX ix_attachment_record_id")
    assert {one[0] for one in differences()} == {"remove_column", "add_index"}


def differences() -> list[tuple[object, ...]]:
    """Return what a new migration would change, the tables of `tests/samples.py` left aside."""
    import_tables()
    with db.engine.connect() as connection:
        options = {
            "compare_type": True,
            "include_object": lambda _, name, kind, *__: not (kind == "table" and name in SAMPLES),
        }
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


def test_up_down_and_up_again_with_rows(installation: Installation):
    seen = installation
    before: dict[str, list[dict[str, Any]]] = {}
    for revision in REVISIONS:
        seen.up(revision)
        assert list(rows.lost(before, seen.read())) == [], f"{revision} changed rows that were there"
        seen.fill()
        before = seen.read()
    assert all(before.values()), "every table was rehearsed with rows"
    for revision in reversed(REVISIONS[:-1]):
        seen.down(revision)
        assert list(rows.lost({name: before[name] for name in seen.read()}, seen.read())) == []
        assert seen.broken() == []
    seen.down("base")
    assert seen.read() == {}
    seen.up()
    assert set(seen.read()) == set(before)
    assert seen.broken() == []


def test_triggers_are_all_there_after_the_last_migration(app):
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars()
        assert set(found) == set(sqlite_triggers())


def planted_migrations(folder: Path, parent: str) -> Path:
    """Return a copy of the migrations with one more, which rebuilds ``parent``."""
    target = folder / "migrations"
    shutil.copytree(MIGRATIONS, target, ignore=shutil.ignore_patterns("__pycache__"))
    text = ADD_COLUMN.format(head=REVISIONS[-1], parent=parent)
    (target / "versions" / "9999_rehearsal.py").write_text(text, encoding="utf-8")
    return target


def test_children_survive_the_rebuild_of_their_parent(settings: Settings, tmp_path: Path):
    """The trap: with foreign keys on, SQLite's rebuild of a parent empties it first, and its children with it."""
    seen = Installation(settings, planted_migrations(tmp_path, "supplier"))
    seen.fill()
    before = seen.read()
    seen.up()
    assert "rehearsed" in seen.read()["supplier"][0]
    assert list(rows.lost(before, seen.read())) == []
    seen.down(REVISIONS[-1])
    assert seen.read() == before
    assert seen.broken() == []


def test_a_real_company_survives_the_rebuild(app: Flask, settings: Settings, tmp_path: Path):
    company.triaged()
    assert verify(is_full=True).is_intact
    db.session.remove()
    seen = Installation(settings, planted_migrations(tmp_path, "supplier"))
    before = seen.read()
    filled = {table for table, found in before.items() if found}
    assert {"person", "supplier", "service", "feed", "release", "note_revision", "ledger_event"} < filled
    seen.up()
    assert list(rows.lost(before, seen.read())) == []
    seen.down(REVISIONS[-1])
    assert seen.read() == before
    assert verify(is_full=True).is_intact


def test_without_the_pragma_the_rebuild_fails(settings: Settings, tmp_path: Path):
    """The control: the line in env.py that switches foreign keys off is what the test above rests on."""
    folder = planted_migrations(tmp_path, "supplier")
    env = folder / "env.py"
    env.write_text(env.read_text().replace("foreign_keys = OFF", "foreign_keys = ON"), encoding="utf-8")
    seen = Installation(settings, folder)
    seen.fill()
    before = seen.read()
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        seen.up()
    assert seen.read() == before, "a migration that fails changes nothing"


def test_a_migration_that_loses_parents_is_stopped(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    folder = planted_migrations(tmp_path, "supplier")
    script = folder / "versions" / "9999_rehearsal.py"
    script.write_text(script.read_text().replace(
        'with op.batch_alter_table("supplier", recreate="always") as batch:\n'
        '        batch.add_column(sa.Column("rehearsed", sa.Text(), nullable=True))',
        'op.execute("DELETE FROM supplier")',
    ))  # fmt: skip
    seen = Installation(settings, folder)
    seen.fill()
    before = seen.read()
    with pytest.raises(SystemExit):
        seen.up()
    assert "without their parents" in caplog.text
    assert seen.read() == before


def test_a_changed_row_is_found():
    old: dict[str, list[dict[str, Any]]] = {"t": [{"id": 1, "a": "x"}], "gone": [{"id": 1}]}
    assert list(rows.lost(old, {"t": [{"id": 1, "a": "y", "b": 1}]})) == ["t.a: 'x' became 'y'"]
    assert list(rows.lost(old, {"t": []})) == ["t: 1 rows became 0"]
