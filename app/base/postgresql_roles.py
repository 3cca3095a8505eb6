"""The two roles that PostgreSQL needs: who owns the tables and migrates, and the portal's own, which owns nothing.

Their names, their passwords and the database are read from the two addresses of the settings. A password never travels
and is never shown: the server gets what the driver makes of it (SCRAM), which is also all that its log can hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_ROLE = "SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = %s"
_IS_MEMBER = "SELECT pg_has_role(%s, %s, 'MEMBER')"
_OWNER_OF = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s"

Server = psycopg.Connection[tuple[Any, ...]]


class RolesRefused(RuntimeError):  # noqa: N818 - reads as the sentence it carries
    """The roles cannot be made; the message says why and what to do."""


@dataclass(frozen=True)
class Roles:
    """What is to be there. Both addresses name the same database."""

    owner: URL
    portal: URL

    @property
    def database(self) -> str:
        """The name of the database."""
        return str(self.owner.database)


def roles_of(owner_url: str, portal_url: str) -> Roles:
    """Read the roles from the settings. Raises RolesRefused where the addresses are not two of one database."""
    try:
        found = Roles(make_url(owner_url or "missing"), make_url(portal_url))
    except ArgumentError as problem:
        raise RolesRefused(
            "Set QUALWARD_DATABASE_URL to the address of the portal's role and QUALWARD_DATABASE_OWNER_URL to that of "
            "the owner (docs/operating.md): the roles, their passwords and the database are read from them."
        ) from problem
    if {one.get_backend_name() for one in (found.owner, found.portal)} != {"postgresql"}:
        raise RolesRefused("QUALWARD_DATABASE_URL names no PostgreSQL database; SQLite needs no roles.")
    if not (found.owner.username and found.portal.username and found.owner.database):
        raise RolesRefused("Both addresses need a role and a database, like postgresql://role:password@host/qualward.")
    if found.owner.username == found.portal.username:
        raise RolesRefused("Both addresses name the same role. The portal needs one of its own, which owns nothing.")
    if found.owner.database != found.portal.database:
        raise RolesRefused("The two addresses name different databases. Let both name the same one.")
    return found


def script(wanted: Roles) -> Iterator[str]:
    """Yield the lines for psql that make what is missing; ``\\password`` asks for each password and sends no text."""
    yield "-- For psql, as the server's administrator. It makes what is missing and may be run again."
    for role in (wanted.owner, wanted.portal):
        made = sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(str(role.username)))
        yield _unless(made, "pg_roles", "rolname", str(role.username))
        yield f"\\password {sql.Identifier(str(role.username)).as_string(None)}"
    yield _unless(_make_database(wanted), "pg_database", "datname", wanted.database)
    yield from (f"{one.as_string(None)};" for one in _rights(wanted))


def apply(wanted: Roles, administrator: str) -> list[str]:
    """Make what is missing and return what was done, a sentence each. Raises RolesRefused."""
    address = make_url(administrator).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(address, autocommit=True) as server:
            return list(_applied(wanted, server))
    except psycopg.Error as problem:
        first = str(problem).partition("\n")[0]
        raise RolesRefused(
            f"The server refused: {first}. What was done before stays; correct it, then run the command again."
        ) from problem


def _applied(wanted: Roles, server: Server) -> Iterator[str]:
    _require_plain(wanted, server)
    for role in (wanted.owner, wanted.portal):
        name = str(role.username)
        if server.execute(_ROLE, [name]).fetchone() is None:
            server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
            yield f"The role {name} was made."
        else:
            server.execute(sql.SQL("ALTER ROLE {} LOGIN").format(sql.Identifier(name)))
            yield f"The role {name} was there."
        if role.password:
            _set_password(server, name, str(role.password))
            yield f"Its password is that of its address ({name})."
    if server.execute(_OWNER_OF, [wanted.database]).fetchone() is None:
        server.execute(_make_database(wanted))
        yield f"The database {wanted.database} was made."
    for statement in _rights(wanted):
        server.execute(statement)
    yield f"{wanted.portal.username} may connect to {wanted.database}; nobody else but {wanted.owner.username} may."


def _require_plain(wanted: Roles, server: Server) -> None:
    """Refuse a role that could step around what the portal must not do, and a database that is somebody else's."""
    owner, portal = str(wanted.owner.username), str(wanted.portal.username)
    may_all = {name: server.execute(_ROLE, [name]).fetchone() for name in (owner, portal)}
    if (of_portal := may_all[portal]) and (of_portal[0] or (may_all[owner] and _is_member(server, portal, owner))):
        raise RolesRefused(
            f"The role {portal} is there and may do more than the portal must (superuser, other roles, or the owner's "
            "rights), so nothing was done. Let QUALWARD_DATABASE_URL name another role."
        )
    found = server.execute(_OWNER_OF, [wanted.database]).fetchone()
    if found and found[0] != owner:
        raise RolesRefused(
            f"The database {wanted.database} is there and belongs to {found[0]}, so nothing was done. Let both "
            f"addresses name another database, or give it away: ALTER DATABASE … OWNER TO {owner}."
        )


def _is_member(server: Server, portal: str, owner: str) -> bool:
    found = server.execute(_IS_MEMBER, [portal, owner]).fetchone()
    return bool(found and found[0])


def _set_password(server: Server, role: str, password: str) -> None:
    sealed = server.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(sealed)))


def _make_database(wanted: Roles) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0").format(
        sql.Identifier(wanted.database), sql.Identifier(str(wanted.owner.username))
    )


def _rights(wanted: Roles) -> Iterator[sql.Composed]:
    names = {"database": sql.Identifier(wanted.database), "portal": sql.Identifier(str(wanted.portal.username))}
    yield sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names)
    yield sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {portal}").format(**names)


def _unless(statement: sql.Composed, table: str, column: str, name: str) -> str:
    """Return a line for psql that runs a statement unless the thing is there."""
    found = sql.SQL("SELECT {} WHERE NOT EXISTS (SELECT FROM {} WHERE {} = {}) \\gexec").format(
        sql.Literal(statement.as_string(None)), sql.Identifier(table), sql.Identifier(column), sql.Literal(name)
    )
    return found.as_string(None)
