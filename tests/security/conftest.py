"""One company for the whole folder; each test file works on its own copy of it."""

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import create_app
from app.base.db import db
from tests.conftest import Template, TurnableClock
from tests.releases.vendors import serving
from tests.security.access_tables import expected_access, reviewed_routes
from tests.security.company import Company, found_company
from tests.security.forms_found import FoundForm, forms_of
from tests.security.fortress import Fortress

Founded = tuple[Template, bytes]
NOWHERE = "smtp://127.0.0.1:9"
"""A mail server that never answers: the company's mails wait in the outbox."""
OPENED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def founded(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Founded:
    """Found the company once; return it as a template, and what stands in it."""
    return found(template, tmp_path_factory.mktemp("founded") / "installation", Company())


def found(template: Template, folder: Path, company: Company) -> Founded:
    """Found ``company`` in a new folder, beside a vendor's server that runs until it stands."""
    with serving() as vendor:
        settings = template.copy(folder, outbound_allow=(f"http://127.0.0.1:{vendor.port}",), mail_url=NOWHERE)
        app = create_app(settings, TurnableClock(OPENED_AT))
        with app.app_context():
            found_company(vendor, company)
            db.session.remove()
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return Template(settings), pickle.dumps({name: value for name, value in vars(company).items() if name != "serial"})


def opened(founded: Founded, folder: Path) -> Fortress:
    """Open a copy of the company. No context is pushed: every request gets its own."""
    clock = TurnableClock(OPENED_AT)
    settings = founded[0].copy(folder)
    app = create_app(settings, clock)
    app.testing = True
    made = Fortress(app, settings, Company(**pickle.loads(founded[1])), clock)  # noqa: S301 - our own bytes
    made.remember()
    return made


@pytest.fixture(scope="module")
def fortress(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fortress]:
    """A copy of the company for one test file."""
    made = opened(founded, tmp_path_factory.mktemp("fortress") / "installation")
    yield made
    made.close()


@pytest.fixture(scope="session")
def forms(founded: Founded, tmp_path_factory: pytest.TempPathFactory) -> list[FoundForm]:
    """Every form of the product, read once; each is as good on any copy of the company."""
    reader = opened(founded, tmp_path_factory.mktemp("reader") / "installation")
    every = forms_of(reader, expected_access(), list(reviewed_routes().values()))
    reader.close()
    return every
