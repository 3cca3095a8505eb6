"""PostgreSQL's own programs for copies of a whole database: pg_dump and pg_restore."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import DBAPIError


class ProgramRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """A program is missing or failed; the message says why and what to do."""


def dump(address: str, target: Path, snapshot: str, folder: str) -> None:
    """Write the database as ``snapshot`` shows it to ``target``, in pg_dump's custom format."""
    url = make_url(address)
    _run("pg_dump", ["--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}"], url, folder)


def restore(source: Path, address: str, folder: str) -> None:
    """Read a dump into an empty database, whole or not at all. Rights are not taken from the dump."""
    url = make_url(address)
    options = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", f"--dbname={url.database}"]
    _run("pg_restore", [*options, str(source)], url, folder)


@contextmanager
def passing_database(address: str) -> Iterator[str]:
    """Make an empty database on the server of ``address`` and drop it afterwards; yield its own address.

    Raises ProgramRefused where the role may not.
    """
    name = f"qualward_check_{secrets.token_hex(6)}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(
                f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            )
    except DBAPIError as problem:
        raise ProgramRefused(
            f"A database to try the backup in could not be made ({problem.orig}). The role of "
            "QUALWARD_DATABASE_OWNER_URL needs the right to make one: ALTER ROLE … CREATEDB (docs/operating.md)."
        ) from problem
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        engine.dispose()


def _run(name: str, arguments: Sequence[str], url: URL, folder: str) -> None:
    program = shutil.which(name, path=folder or None)
    if program is None:
        where = f"in {folder}" if folder else "on this machine"
        raise ProgramRefused(
            f"{name} is not {where}. Install PostgreSQL's client programs of the server's version, or name their "
            "folder in QUALWARD_POSTGRESQL_BIN."
        )
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, with options of ours
        [program, *arguments], env={**os.environ, **_connection(url)}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise ProgramRefused(f"{name} failed: {said} Nothing was written under a final name.")


def _connection(url: URL) -> dict[str, str]:
    """Return the address as environment variables, where no list of processes shows the password."""
    host = url.host or url.query.get("host")
    given = {"PGHOST": host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    given["PGDATABASE"] = url.database
    return {name: str(value) for name, value in given.items() if value}
