"""An installation with a story in it, and a backup of it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import cli
from app.base.copies import quiet
from app.base.db import db, transaction
from app.records import attachments
from app.safekeeping.actions import making
from config import Settings
from tests.conftest import SQM
from tests.databases import OWNER, Cluster
from tests.factories import impact
from tests.samples import Sample

L2_NOTE = "- Users can now export records as CSV files.\n"


@pytest.fixture(scope="session", autouse=True)
def _owner_may_make_databases(cluster: Cluster | None) -> None:
    """What docs/operating.md asks for: a backup is tried in a database of its own."""
    if cluster is not None:
        with cluster.connect("postgres") as sql:
            sql.execute(f"ALTER ROLE {OWNER} CREATEDB")


@pytest.fixture
def company(app, settings, clock):
    """A submitted assessment and a record with files, closed, so that commands may use the installation."""
    impact.submitted(L2_NOTE)
    with transaction(SQM, clock()):
        sample = Sample(number="SAM-00000", title="with files", state="draft", text="a long text " * 300)
        db.session.add(sample)
        db.session.flush()
        for number in range(3):
            content = f"evidence {number}".encode()
            attachments.attach(sample, f"evidence-{number}.txt", content, "text/plain", SQM, clock())
    db.session.remove()
    return settings


@pytest.fixture
def backup_to(company, clock):
    """Make a backup: ``backup_to(folder)``."""

    def made(folder: Path) -> making.Made:
        return making.make(folder, company, "operator:test", clock(), quiet)

    return made


@pytest.fixture
def command():
    """Type a command on the server's console: ``command("backup", "create", folder, settings=settings)``."""

    def typed(*arguments: object, settings: Settings, given: str | None = None) -> Result:
        environment = {
            "QUALWARD_DATA_DIR": str(settings.data_dir),
            "QUALWARD_SECRET_KEY": settings.secret_key,
            "QUALWARD_BASE_URL": settings.base_url,
            "QUALWARD_DATABASE_URL": settings.database_url,
            "QUALWARD_DATABASE_OWNER_URL": settings.owner_url,
            "QUALWARD_POSTGRESQL_BIN": settings.postgresql_bin,
            "QUALWARD_WITNESS_FILE": str(settings.witness_file),
        }
        done = CliRunner().invoke(cli.cli, [str(one) for one in arguments], input=given, env=environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return typed
