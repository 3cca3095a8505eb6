"""Guards inside the database: triggers that refuse changes of what is written once. Delay and alarm, not proof.

PostgreSQL knows rights as well: the portal's own role owns no table, may add to what is written once and nothing else,
and deletes no regulated row. Its triggers fire ALWAYS, so that no session switches them off, and stop TRUNCATE too.

The statements belong to the migrations; they are here so that tests can take one away and see the alarm.
"""

import sqlite3
from collections.abc import Collection, Iterable
from typing import Any

WRITTEN_ONCE = ("ledger_event", "revision", "signature", "answer_save")

_REFUSED_TABLES = {"ledger_event", "ledger_head", "revision", "signature", "answer_save"}


def sqlite_triggers(written_once: Iterable[str] = WRITTEN_ONCE) -> dict[str, str]:
    """Return every trigger by name. The first migration knows fewer tables than there are now."""
    found = {}
    for table in written_once:
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


POSTGRESQL_FUNCTIONS = {
    "refuse_change": "RAISE EXCEPTION '% is written once', TG_TABLE_NAME;",
    "ledger_event_in_order": """
        IF NEW.seq IS DISTINCT FROM (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger_event) THEN
            RAISE EXCEPTION 'ledger_event takes the next number only';
        END IF;
        RETURN NEW;""",
    "ledger_head_one_row": """
        IF EXISTS (SELECT 1 FROM ledger_head) THEN RAISE EXCEPTION 'ledger_head has one row'; END IF;
        RETURN NEW;""",
}
"""What the triggers call, by name."""


def postgresql_triggers(written_once: Iterable[str] = WRITTEN_ONCE) -> list[str]:
    """Return the statements that make the same triggers on PostgreSQL, and those against TRUNCATE."""
    found = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        for name, body in POSTGRESQL_FUNCTIONS.items()
    ]
    for table in written_once:
        found += [_trigger(table, verb, "refuse_change") for verb in ("update", "delete", "truncate")]
    found += [_trigger("ledger_head", verb, "refuse_change") for verb in ("delete", "truncate")]
    found += [_trigger("ledger_event", "insert", "ledger_event_in_order")]
    found += [_trigger("ledger_head", "insert", "ledger_head_one_row")]
    return found


def _trigger(table: str, verb: str, function: str) -> str:
    each = "STATEMENT" if verb == "truncate" else "ROW"
    name = f"{table}_on_{verb}"
    return (
        f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}(); "
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
    )


def postgresql_rights(role: str, tables: Iterable[str], kept: Collection[str]) -> list[str]:
    """Return the statements that give the portal's role what it needs on these tables, and take everything else.

    Rows of tables in ``kept`` are never deleted. Applied by the owner after every migration.
    """
    quoted = '"' + role.replace('"', '""') + '"'
    found = [f"GRANT USAGE ON SCHEMA public TO {quoted}", f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}"]
    for table in tables:
        rights = "SELECT, INSERT, UPDATE" if table in kept else "SELECT, INSERT, UPDATE, DELETE"
        rights = {"ledger_head": "SELECT, UPDATE", "alembic_version": "SELECT"}.get(table, rights)
        if table in WRITTEN_ONCE:
            rights = "SELECT, INSERT"
        found += [f"REVOKE ALL ON {table} FROM PUBLIC, {quoted}", f"GRANT {rights} ON {table} TO {quoted}"]
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
