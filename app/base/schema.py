"""Which form of the tables the code needs, and which one a database has: read without Alembic, which costs a start."""

import re
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, inspect, select

_NAMED = re.compile(r'^(revision|down_revision)\b[^=\n]*= *"([^"]+)"', re.MULTILINE)
_VERSIONS = Table("alembic_version", MetaData(), Column("version_num", Text))


def chain(migrations: Path) -> Mapping[str, str | None]:
    """Return each revision of the folder with the one below it."""
    found = {}
    for script in (migrations / "versions").glob("*.py"):
        named = dict(_NAMED.findall(script.read_text(encoding="utf-8")))
        if "revision" in named:
            found[named["revision"]] = named.get("down_revision")
    return found


def needed(migrations: Path) -> str:
    """Return the revision that this code works with: the one that no other stands on."""
    revisions = chain(migrations)
    (newest,) = set(revisions) - set(revisions.values())
    return newest


def found(engine: Engine) -> str | None:
    """Return the revision of a database, or None where no migration has run."""
    with engine.connect() as connection:
        return revision(connection)


def revision(connection: Connection) -> str | None:
    """Return the revision that a connection sees."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(select(_VERSIONS.c.version_num)).scalar_one_or_none()


def difference(engine: Engine, migrations: Path) -> str | None:
    """Return a sentence when the code cannot work on this database, else None."""
    present, wanted = found(engine), needed(migrations)
    if present == wanted:
        return None
    if present in chain(migrations):
        return (
            f"The database has the form {present}, and this version needs {wanted}: it was not migrated, or not to the "
            "end. Nothing is lost. Make a backup, run “bin/qualward prepare”, then start again."
        )
    return (
        f"The database has the form {present or 'of no version'}, which this version does not know; it needs {wanted}. "
        "Install the version that the database was migrated with, or a newer one."
    )
