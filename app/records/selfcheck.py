"""The start-up check: each forbidden statement is tried in a transaction that is rolled back; one that works stops us.

It also compares the newest head with the witness: a database older than what was witnessed is read-only.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, exc, text

from app.base.db import unguarded_writes
from app.records import kernel, notes
from app.records.witness import Witnessed

_FORBIDDEN = (
    ("changing an event of the ledger", "UPDATE ledger_event SET body = 'x' WHERE seq = 1"),
    ("deleting an event of the ledger", "DELETE FROM ledger_event WHERE seq = 1"),
    (
        "leaving a gap in the ledger",
        (
            "INSERT INTO ledger_event (seq, body, leaf_hash, record, actor_id, act, ts) "
            "VALUES (999999999, 'x', {no_bytes}, '', '', '', '')"
        ),
    ),
    ("deleting the head of the ledger", "DELETE FROM ledger_head"),
    ("adding a second head of the ledger", "INSERT INTO ledger_head (id, size, frontier, prev) VALUES (2, 0, '', '')"),
    ("changing a revision", "UPDATE revision SET body = 'x'"),
    ("deleting a revision", "DELETE FROM revision"),
    ("changing a signature", "UPDATE signature SET meaning = 'x'"),
    ("deleting a signature", "DELETE FROM signature"),
    ("changing a saved answer", "UPDATE answer_save SET body = 'x'"),
    ("deleting a saved answer", "DELETE FROM answer_save"),
    ("dropping the ledger", "DROP TABLE ledger_event"),
)
_ONLY_SQLITE = (
    (
        "replacing an event of the ledger",
        (
            "REPLACE INTO ledger_event (seq, body, leaf_hash, record, actor_id, act, ts) "
            "VALUES (1, 'x', x'00', '', '', '', '')"
        ),
    ),
    ("dropping a guard of the ledger", "DROP TRIGGER ledger_event_no_update"),
)
_ONLY_POSTGRESQL = (
    (
        "replacing an event of the ledger",
        (
            "INSERT INTO ledger_event (seq, body, leaf_hash, record, actor_id, act, ts) "
            "VALUES (1, 'x', '', '', '', '', '') ON CONFLICT (seq) DO UPDATE SET body = 'x'"
        ),
    ),
    ("emptying the ledger", "TRUNCATE ledger_event"),
    ("emptying the signatures", "TRUNCATE signature CASCADE"),
    ("dropping a guard of the ledger", "DROP TRIGGER ledger_event_on_update ON ledger_event"),
    ("switching off the guards of the ledger", "ALTER TABLE ledger_event DISABLE TRIGGER ALL"),
    (
        "replacing what a guard does",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END;'",
    ),
    ("switching off triggers for a session", "SET LOCAL session_replication_role = replica"),
    ("taking the ledger over", "ALTER TABLE ledger_event OWNER TO CURRENT_USER"),
)


def forbidden(dialect: str) -> tuple[tuple[str, str], ...]:
    """Return what must not work on this database: what it would do, and the statement."""
    no_bytes = "x'00'" if dialect == "sqlite" else "''"
    own = _ONLY_SQLITE if dialect == "sqlite" else _ONLY_POSTGRESQL
    return (*((what, statement.format(no_bytes=no_bytes)) for what, statement in _FORBIDDEN), *own)


_SEED = (
    (
        "INSERT INTO ledger_event (seq, body, leaf_hash, record, actor_id, act, ts) "
        "SELECT COALESCE(MAX(seq), 0) + 1, 'probe', {no_bytes}, '', '', '', '' FROM ledger_event"
    ),
    (
        "INSERT INTO revision (sha256, record_type, record_id, record_version, body, made_at) "
        "VALUES ('probe', 'probe', 0, 0, 'probe', '2000-01-01T00:00:00.000Z')"
    ),
    (
        "INSERT INTO signature (version, record_type, record_id, record_version, revision_sha256, meaning, statement, "
        "signer_id, signer_username, signer_name, signer_role, factors, auth_at, challenge, signed_at) VALUES "
        "(1, 'probe', 0, 0, 'probe', 'probe', '', '', '', '', '', '[]', '2000-01-01T00:00:00.000Z', 'probe', "
        "'2000-01-01T00:00:00.000Z')"
    ),
    # its keys are looked at when a transaction ends, and this one never does
    (
        "INSERT INTO answer_save (request_id, question, rev, respondent_id, body, sha256, is_blank, at) VALUES "
        "(0, 'probe', 1, 0, '', '', {yes}, '2000-01-01T00:00:00.000Z')"
    ),
)


@dataclass(frozen=True)
class Unsafe:
    """A forbidden statement that worked."""

    what: str

    @property
    def sentence(self) -> str:
        """What is wrong and what to do."""
        return (
            f"The database allows {self.what}. Qualward does not start on it, because its record could be changed "
            "unnoticed. On SQLite, restore the guards by running the migrations on a database of its own; on "
            "PostgreSQL, let it connect as a role that owns nothing (docs/operating.md)."
        )


def unsafe_statements(engine: Engine) -> list[Unsafe]:
    """Try every forbidden statement and return those that work. Nothing stays changed."""
    with unguarded_writes(), engine.connect() as connection:
        outer = connection.begin()
        dialect = connection.dialect.name
        for seed in _SEED:
            connection.execute(
                text(
                    seed.format(
                        no_bytes="x'00'" if dialect == "sqlite" else "''", yes="1" if dialect == "sqlite" else "true"
                    )
                )
            )
        found = [Unsafe(what) for what, statement in forbidden(dialect) if _works(connection, statement)]
        outer.rollback()
    return found


def is_key_of(engine: Engine, belongings: kernel.Kernel) -> bool:
    """Tell whether the key made the newest signed head of this ledger; any key may begin an empty one."""
    query = "SELECT head_note FROM ledger_event WHERE head_note IS NOT NULL ORDER BY seq DESC LIMIT 1"
    with engine.connect() as connection:
        note = connection.execute(text(query)).scalar_one_or_none()
    if note is None:
        return True
    head, identifier, _ = notes.read(note)
    return identifier == notes.key_id(head.origin, belongings.key.public)


@dataclass(frozen=True)
class Cut:
    """The record ends before a head that was witnessed."""

    size: int
    witnessed: Witnessed

    @property
    def sentence(self) -> str:
        """What is wrong and what to do."""
        return (
            f"The record in the database ends at event {self.size}, but event {self.witnessed.size} was witnessed. "
            "Events are missing: the database may be an older copy. Everything can be read, nothing can be changed or "
            "signed. Restore the newest backup, then run “ledger verify”."
        )


def cut(engine: Engine, belongings: kernel.Kernel) -> Cut | None:
    """Return what is missing when the ledger is older than the newest witness, else None."""
    newest = belongings.witness.newest()
    with engine.connect() as connection:
        size = connection.execute(text("SELECT size FROM ledger_head")).scalar_one_or_none() or 0
    return Cut(size, newest) if newest is not None and (newest.size or 0) > size else None


def cut_sentence(engine: Engine, belongings: kernel.Kernel) -> str | None:
    """Return a sentence when the record in the database is not the one that was witnessed, else None."""
    found = cut(engine, belongings)
    if found is not None:
        return found.sentence
    newest = belongings.witness.newest()
    if newest is None or newest.size is None or _note_at(engine, newest.size) == newest.note:
        return None
    return (
        f"Event {newest.size} in the database is not the one that was witnessed: work went on upon an older copy, or "
        "the record was altered. Everything can be read, nothing can be changed or signed. Keep database, witness and "
        "backups as they are, run “ledger verify”, and tell QA."
    )


def _note_at(engine: Engine, size: int) -> str | None:
    with engine.connect() as connection:
        query = text("SELECT head_note FROM ledger_event WHERE seq = :seq")
        note: str | None = connection.execute(query, {"seq": size}).scalar_one_or_none()
    return note


def _works(connection: Connection, statement: str) -> bool:
    inner = connection.begin_nested()
    try:
        result = connection.execute(text(statement))
    except (exc.DatabaseError, exc.ResourceClosedError):
        inner.rollback()
        return False
    changed = result.rowcount != 0
    inner.rollback()
    return changed
