"""The ledger's rows resist raw SQL, and each guard is needed: taken away, its statement works."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from app.base.db import db
from app.base.engines import prepare
from app.records import selfcheck
from app.records.guards import sqlite_triggers
from config import Settings

DROPS = {"dropping the ledger", "dropping a guard of the ledger"}
"""What the authorizer refuses to every connection of the running product, and no trigger can."""

GUARDED = {
    ("ledger_event_no_update",): {"changing an event of the ledger"},
    ("ledger_event_no_delete",): {"deleting an event of the ledger"},
    ("ledger_event_in_order",): {"leaving a gap in the ledger"},
    ("ledger_event_in_order", "ledger_event_no_delete"): {
        "leaving a gap in the ledger", "deleting an event of the ledger", "replacing an event of the ledger",
    },
    ("ledger_head_no_delete",): {"deleting the head of the ledger"},
    ("ledger_head_no_second",): {"adding a second head of the ledger"},
    ("revision_no_update",): {"changing a revision"},
    ("revision_no_delete",): {"deleting a revision"},
    ("signature_no_update",): {"changing a signature"},
    ("signature_no_delete",): {"deleting a signature"},
    ("answer_save_no_update",): {"changing a saved answer"},
    ("answer_save_no_delete",): {"deleting a saved answer"},
}  # fmt: skip
"""Which triggers, once gone, let which statements through."""


@pytest.fixture
def bare(settings: Settings) -> Iterator[Engine]:
    """The same database without the product's authorizer, as an administrator's tool opens it."""
    engine = create_engine(settings.database_url)
    prepare(engine)
    yield engine
    engine.dispose()


def works(engine: Engine) -> set[str]:
    return {one.what for one in selfcheck.unsafe_statements(engine)}


def test_every_forbidden_statement_fails(app):
    assert works(db.engine) == set()


def test_without_the_authorizer_only_drops_work(bare: Engine):
    assert works(bare) == DROPS


@pytest.mark.parametrize(("removed", "statements"), GUARDED.items(), ids=["+".join(names) for names in GUARDED])
def test_each_guard_is_needed(bare: Engine, removed: tuple[str, ...], statements: set[str]):
    with bare.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.rollback()
        raw.execute("PRAGMA query_only = OFF")
        for name in removed:
            raw.execute(f"DROP TRIGGER {name}")
    assert works(bare) - DROPS == statements


def test_every_guard_and_every_statement_is_tried():
    assert {name for names in GUARDED for name in names} == set(sqlite_triggers())
    assert {one for found in GUARDED.values() for one in found} | DROPS == {
        what for what, _ in selfcheck.forbidden("sqlite")
    }
