"""Every migration down and up again on PostgreSQL, with a whole story in the tables."""

from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from app.base.db import db
from config import ROOT, Settings
from tests.architecture import rows
from tests.factories import impact
from tests.hands import Hands
from tests.samples import SAMPLE_TABLES

pytestmark = pytest.mark.postgresql
SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))
REVISIONS = [one.revision for one in SCRIPTS.walk_revisions()]
"""From the newest to the oldest."""


def contents(settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table, by the names of their columns."""
    left_out = {"alembic_version", *(table.name for table in SAMPLE_TABLES)}
    with Hands(settings) as sql:
        return {table: _rows(sql, table) for table in sql.tables() if table not in left_out}


def _rows(sql: Hands, table: str) -> list[dict[str, Any]]:
    cursor = sql.execute(f"SELECT * FROM {table} ORDER BY 1")
    names = [one.name for one in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_each_migration_down_and_up_again_loses_no_row_of_the_tables_that_stay(app, settings: Settings) -> None:
    impact.submitted("- Users can now export records as CSV files.\n")
    db.session.remove()
    db.engine.dispose()
    before = contents(settings)
    assert sum(map(len, before.values())) > 50
    for revision in REVISIONS[1:]:
        downgrade(revision=revision)
        found = contents(settings)
        assert list(rows.lost({table: before[table] for table in found}, found)) == [], revision
        upgrade(revision="head")
        assert set(contents(settings)) == set(before)
        downgrade(revision=revision)
    downgrade(revision="base")
    assert contents(settings) == {}
    upgrade(revision="head")
    assert set(contents(settings)) == set(before)
    db.engine.dispose()
