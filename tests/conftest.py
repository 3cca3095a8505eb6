"""What every test may ask for: an application on a database that the migrations built, and a clock to turn."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.base.db import Base, Transaction, db, transaction, unguarded_writes
from app.people.models import Person
from app.records import keys
from app.records.actor import Actor
from config import Settings
from tests.factories import people
from tests.pages import InspectingClient
from tests.samples import SAMPLE_TABLES

SQM = Actor("1", "sqm", "Sam Quinn", "person", ("SQM",), "a" * 16)
"""A supplier quality manager who needs no account row: for tests below the floor of people."""


class TurnableClock:
    """A clock that stands still until a test turns it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **step: float) -> datetime:
        self.at += timedelta(**step)
        return self.at


def settings_in(folder: Path, **changes: object) -> Settings:
    """Return settings for an installation in ``folder``."""
    values: dict[str, object] = {
        "data_dir": folder,
        "database_url": f"sqlite:///{folder / 'qualward.db'}",
        "secret_key": "only-for-tests-" + "x" * 32,
        "signing_key": folder / "keys" / "ledger.pem",
        "witness_file": folder / "witness" / "heads.jsonl",
        "base_url": "http://127.0.0.1:8000",
        "mail_url": "",
        "timezone": ZoneInfo("UTC"),
        "outbound_allow": ("127.0.0.1",),
        "is_demo": False,
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one installation by running the migrations; each test gets a copy."""
    folder = tmp_path_factory.mktemp("migrated")
    settings = settings_in(folder)
    keys.make(settings.signing_key)
    app = create_app(settings)
    with app.app_context():
        upgrade()
        with unguarded_writes():
            Base.metadata.create_all(db.engine, SAMPLE_TABLES)
        db.engine.dispose()
    return folder


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def settings(migrated: Path, tmp_path: Path) -> Settings:
    folder = tmp_path / "installation"
    shutil.copytree(migrated, folder)
    return settings_in(folder)


@pytest.fixture
def app(settings: Settings, clock: TurnableClock) -> Iterator[Flask]:
    """The application, with its context pushed, on a database of its own."""
    application = create_app(settings, clock)
    application.testing = True
    application.test_client_class = InspectingClient
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> InspectingClient:
    """Nobody's browser: every page it fetches is inspected and its SQL statements are counted."""
    found = app.test_client()
    assert isinstance(found, InspectingClient)
    return found


Writing = Callable[..., AbstractContextManager[Transaction]]


@pytest.fixture
def writing(app: Flask, clock: TurnableClock) -> Writing:
    """Open a writing transaction as somebody: ``with writing(actor):``; a supplier quality manager by default."""

    def opened(actor: Actor = SQM) -> AbstractContextManager[Transaction]:
        return transaction(actor, clock())

    return opened


@pytest.fixture
def person(app: Flask) -> Callable[..., Person]:
    """Make a person: ``person("sam.quinn", ["SQM"])``; see `tests/factories/people.py`."""
    return people.make_person


@pytest.fixture
def client_as(app: Flask) -> Callable[..., InspectingClient]:
    """Sign somebody in: ``client_as("SQM")`` for the role's own person, or ``client_as(somebody)``."""

    def signed_in(who: str | Person) -> InspectingClient:
        found = people.person_for(who) if isinstance(who, str) else who
        browser = app.test_client()
        assert isinstance(browser, InspectingClient)
        people.sign_in(browser, found)
        return browser

    return signed_in


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--large", action="store_true", help="run the larger counts as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the larger counts out unless they are asked for."""
    if not config.getoption("--large"):
        kept = [item for item in items if item.get_closest_marker("large") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept
