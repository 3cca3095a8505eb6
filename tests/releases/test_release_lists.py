"""The lists of this room at length: no full scan, no more queries for more rows."""

import pytest
from sqlalchemy import insert, text
from werkzeug.datastructures import MultiDict

from app.base.db import db, unguarded_writes
from app.releases import queries
from app.releases.models import Release
from app.suppliers.models import Service
from tests.conftest import TurnableClock
from tests.factories.releases import make_feed

ROWS = 10_000


@pytest.fixture
def many(service: Service, clock: TurnableClock) -> None:
    """Plant 10,000 releases straight into the table: this is about reading."""
    feed = make_feed(service)
    row = {
        "version": 1,
        "feed_id": feed.id,
        "supplier_id": feed.supplier_id,
        "release_version": "",
        "url": "",
        "found_at": clock(),
        "announced_at": clock(),
        "production_certainty": "unknown",
        "is_prerelease": False,
        "is_baseline": True,
        "opens_work": False,
        "why": "planted",
        "entry_sha256": "",
        "note_sha256": "",
    }
    db.session.remove()
    with unguarded_writes(), db.engine.begin() as connection:
        rows = [{**row, "uid": str(at), "title": f"Release {at}"} for at in range(ROWS)]
        connection.execute(insert(Release.__table__), rows)
        connection.execute(text("ANALYZE"))


@pytest.mark.sqlite
@pytest.mark.parametrize("sort", ["number", "-found", "found", "-announced", "-production"])
def test_a_page_of_releases_needs_no_full_scan(many: None, sort: str) -> None:
    wanted = queries.RELEASES.read(MultiDict({"sort": sort}))
    plan = plan_of(queries.RELEASES, queries.release_list(), wanted)
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan
    assert queries.RELEASES.page(db.session(), queries.release_list(), wanted).next is not None


@pytest.mark.sqlite
def test_the_releases_to_be_assessed_are_found_by_their_index(many: None) -> None:
    query = "EXPLAIN QUERY PLAN SELECT id FROM release WHERE opens_work = 1 ORDER BY id"
    plan = " ".join(str(row) for row in db.session.execute(text(query)))
    assert "ix_release_work" in plan


def plan_of(listing, query, wanted) -> str:
    """Return how SQLite would read the page."""
    statement = listing._ordered(query, wanted, is_turned=False).limit(51)
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    return " ".join(str(row) for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))
