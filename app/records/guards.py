"""Guards inside the database: triggers that refuse changes of what is written once. Delay and alarm, not proof.

The statements belong to the migrations; they are here so that tests can take one away and see the alarm.
"""

import sqlite3
from typing import Any

WRITTEN_ONCE = ("ledger_event", "revision", "signature")

_REFUSED_TABLES = {"ledger_event", "ledger_head", "revision", "signature"}


def sqlite_triggers() -> dict[str, str]:
    """Return every trigger by name."""
    found = {}
    for table in WRITTEN_ONCE:
        for verb in ("update", "delete"):
            found[f"{table}_no_{verb}"] = (
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is written once'); END"
            )
    # recursive_triggers makes REPLACE meet the delete trigger; the guard below stops it even without that pragma.
    found["ledger_event_in_order"] = (
        "CREATE TRIGGER ledger_event_in_order BEFORE INSERT ON ledger_event "
        "WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_event) "
        "BEGIN SELECT RAISE(ABORT, 'ledger_event takes the next number only'); END"
    )
    found["ledger_head_no_delete"] = (
        "CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head "
        "BEGIN SELECT RAISE(ABORT, 'ledger_head stays'); END"
    )
    found["ledger_head_no_second"] = (
        "CREATE TRIGGER ledger_head_no_second BEFORE INSERT ON ledger_head WHEN (SELECT COUNT(*) FROM ledger_head) > 0 "
        "BEGIN SELECT RAISE(ABORT, 'ledger_head has one row'); END"
    )
    return found


def sqlite_authorizer(action: int, first: str | None, second: str | None, _database: str | None, _source: Any) -> int:
    """Deny DROP and ALTER on the ledger's tables and triggers to every connection of the running product."""
    if action in _DROPS and first is not None:
        return sqlite3.SQLITE_DENY if (first in _REFUSED_TABLES or second in _REFUSED_TABLES) else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_ALTER_TABLE and second in _REFUSED_TABLES:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


_DROPS = {
    sqlite3.SQLITE_DROP_TABLE,
    sqlite3.SQLITE_DROP_TRIGGER,
    sqlite3.SQLITE_DROP_TEMP_TRIGGER,
    sqlite3.SQLITE_DROP_INDEX,
}
