"""``database roles``: what an empty server needs, printed or made, twice as well as once, and never a password."""

import os
import shutil
import subprocess
import sys

import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests.databases import Cluster
from tests.paths import ROOT

WORD = "n0-such-w0rd'%41"


def qualward(*arguments, **environment):
    clean = {name: text for name, text in os.environ.items() if not name.startswith("QUALWARD_")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        capture_output=True,
        text=True,
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
        cwd=ROOT,
        check=False,
        timeout=120,
    )


def addresses(server, name: str) -> dict[str, str]:
    """Return settings that name roles and a database of this test's own."""
    base = make_url(server).set(drivername="postgresql", database=f"{name}_db", password=WORD)
    portal, owner = (base.set(username=f"{name}_{one}") for one in ("portal", "owner"))
    return {
        "QUALWARD_DATABASE_URL": portal.render_as_string(hide_password=False),
        "QUALWARD_DATABASE_OWNER_URL": owner.render_as_string(hide_password=False),
    }


@pytest.fixture
def server(cluster, tmp_path):
    """The settings of an installation that is still to be, and its server; what was made is dropped."""
    name = f"roles_{os.getpid()}"
    given = addresses(cluster.address.render_as_string(hide_password=False), name)
    admin = cluster.address.set(database="postgres").render_as_string(hide_password=False)
    yield {**given, "QUALWARD_DATA_DIR": str(tmp_path), "QUALWARD_DATABASE_ADMIN_URL": admin}
    with cluster.connect("postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(f"{name}_db")))
        for role in ("portal", "owner"):
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(f"{name}_{role}")))


def passwords(cluster, given) -> dict[str, str]:
    names = [make_url(given[one]).username for one in ("QUALWARD_DATABASE_OWNER_URL", "QUALWARD_DATABASE_URL")]
    with cluster.connect("postgres") as connection:
        query = "SELECT rolname, rolpassword FROM pg_authid WHERE rolname = ANY(%s)"
        return dict(connection.execute(query, [names]).fetchall())


@pytest.mark.postgresql
def test_roles_are_made_once_and_carry_an_installation(cluster: Cluster, server):
    done = qualward("database", "roles", "--apply", **server)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("was made.") == 3
    sealed = passwords(cluster, server)
    assert [one[:14] for one in sealed.values()] == ["SCRAM-SHA-256$"] * 2
    again = qualward("database", "roles", "--apply", **server)
    assert (again.returncode, again.stdout.count("was made."), again.stdout.count("was there.")) == (0, 0, 2)
    assert WORD not in done.stdout + done.stderr + again.stdout + again.stderr
    with cluster.connect("postgres") as connection:
        name, query = make_url(server["QUALWARD_DATABASE_URL"]).database, "SELECT datacl::text FROM pg_database"
        rights = connection.execute(f"{query} WHERE datname = %s", [name]).fetchone()[0]
    assert "_portal=Tc/" in rights
    assert "{=" not in rights
    assert ",=" not in rights
    prepared = qualward("prepare", **server)
    assert prepared.returncode == 0, prepared.stderr
    assert qualward("ledger", "checkpoint", **server).returncode == 2  # it answers: the ledger is empty


@pytest.mark.postgresql
def test_what_is_printed_does_the_same_and_may_be_run_again(cluster: Cluster, server):
    printed = qualward("database", "roles", **server)
    assert printed.returncode == 0
    assert WORD not in printed.stdout
    assert printed.stdout.count("\\password") == 2
    psql = shutil.which("psql", path=Cluster.programs() or None)
    if psql is None:
        pytest.skip("there is no psql beside the server")
    lines = "".join(f"{one}\n" for one in printed.stdout.splitlines() if not one.startswith("\\password"))
    for _ in range(2):
        command = [psql, "-X", "-v", "ON_ERROR_STOP=1", server["QUALWARD_DATABASE_ADMIN_URL"]]
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
    assert len(passwords(cluster, server)) == 2


@pytest.mark.postgresql
def test_a_role_that_may_too_much_and_a_foreign_database_are_refused(cluster: Cluster, server):
    owner, portal = (make_url(server[f"QUALWARD_DATABASE{one}_URL"]).username for one in ("_OWNER", ""))
    with cluster.connect("postgres") as connection:
        for role in (owner, portal):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        for give, take in (("ALTER ROLE {0} SUPERUSER", "ALTER ROLE {0} NOSUPERUSER"), ("GRANT {1} TO {0}", None)):
            names = [sql.Identifier(portal), sql.Identifier(owner)]
            connection.execute(sql.SQL(give).format(*names))
            refused = qualward("database", "roles", "--apply", **server)
            assert (refused.returncode, "may do more than the portal must" in refused.stderr) == (2, True)
            connection.execute(sql.SQL(take or "REVOKE {1} FROM {0}").format(*names))
        database = sql.Identifier(make_url(server["QUALWARD_DATABASE_URL"]).database)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(database))
        refused = qualward("database", "roles", "--apply", **server)
        assert (refused.returncode, "belongs to" in refused.stderr) == (2, True)
    wrong = {**server, "QUALWARD_DATABASE_ADMIN_URL": "postgresql://nobody@127.0.0.1:1/postgres"}
    refused = qualward("database", "roles", "--apply", **wrong)
    assert (refused.returncode, "The server refused" in refused.stderr) == (2, True)
    assert WORD not in refused.stderr


@pytest.mark.parametrize(
    ("owner", "portal", "sentence"),
    [
        ("", "sqlite:///x.db", "Set QUALWARD_DATABASE_URL"),
        ("postgresql://a@h/x", "sqlite:///x.db", "SQLite needs no roles"),
        ("postgresql://a@h/x", "postgresql://a@h/x", "the same role"),
        ("postgresql://a@h/x", "postgresql://b@h/y", "different databases"),
        ("postgresql://h/x", "postgresql://b@h/x", "need a role and a database"),
    ],
)
def test_addresses_that_say_too_little_get_a_sentence(tmp_path, owner, portal, sentence):
    given = {"QUALWARD_DATABASE_OWNER_URL": owner, "QUALWARD_DATABASE_URL": portal, "QUALWARD_DATA_DIR": str(tmp_path)}
    done = qualward("database", "roles", **given)
    assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr


def test_names_are_quoted_and_no_password_is_printed(tmp_path):
    given = addresses("postgresql://h/x", 'odd"na me')
    lines = qualward("database", "roles", QUALWARD_DATA_DIR=str(tmp_path), **given).stdout
    assert """SELECT 'CREATE ROLE "odd""na me_owner" LOGIN' WHERE NOT EXISTS""" in lines
    assert """\\password "odd""na me_portal\"""" in lines
    assert """GRANT CONNECT, TEMPORARY ON DATABASE "odd""na me_db" TO "odd""na me_portal";""" in lines
    assert "n0-such" not in lines
