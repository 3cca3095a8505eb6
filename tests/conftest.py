"""What every test may ask for: an application on a database that the migrations built, and a clock to turn."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url

from app import create_app
from app.base.db import Base, Transaction, db, transaction, unguarded_writes
from app.people.models import Person
from app.records import keys
from app.records.actor import Actor
from config import Settings
from tests.databases import OWNER, PORTAL, Cluster
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
        "owner_url": "",
        "secret_key": "only-for-tests-" + "x" * 32,
        "signing_key": folder / "keys" / "ledger.pem",
        "witness_file": folder / "witness" / "heads.jsonl",
        "base_url": "http://127.0.0.1:8000",
        "mail_url": "",
        "timezone": ZoneInfo("UTC"),
        "outbound_allow": ("127.0.0.1",),
        "is_demo": False,
        "postgresql_bin": Cluster.programs() if Cluster.current else "",
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Cluster | None:
    """The PostgreSQL server of a run on PostgreSQL, else None."""
    return Cluster.start() if request.config.getoption("--on") == "postgresql" else None


@dataclass(frozen=True)
class Template:
    """An installation that nobody is connected to: a folder and, on PostgreSQL, a database."""

    settings: Settings

    def copy(self, folder: Path, **changes: object) -> Settings:
        """Return the settings of a copy in ``folder``."""
        shutil.copytree(self.settings.data_dir, folder)
        if Cluster.current is None:
            return settings_in(folder, **changes)
        name = Cluster.current.make(self._database)
        return settings_in(folder, **{**_urls(Cluster.current, name), **changes})

    def put_in_place_of(self, settings: Settings) -> None:
        """Let an installation that nobody is connected to be a copy of this one."""
        shutil.rmtree(settings.data_dir)
        shutil.copytree(self.settings.data_dir, settings.data_dir)
        if Cluster.current is not None:
            Cluster.current.remake(make_url(settings.database_url).database or "", self._database)

    @property
    def _database(self) -> str:
        return make_url(self.settings.database_url).database or ""


def discard(settings: Settings) -> None:
    """Drop the database of a copy."""
    if Cluster.current is not None:
        Cluster.current.drop(make_url(settings.database_url).database or "")


def _urls(cluster: Cluster, name: str) -> dict[str, object]:
    return {"database_url": cluster.url(name, PORTAL), "owner_url": cluster.url(name, OWNER)}


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster | None) -> Template:
    """Build one installation by running the migrations; each test gets a copy."""
    folder = tmp_path_factory.mktemp("migrated")
    database = cluster.make() if cluster else None
    settings = settings_in(folder, **(_urls(cluster, database) if cluster and database else {}))
    keys.make(settings.signing_key)
    app = create_app(settings)
    with app.app_context():
        upgrade()
        with unguarded_writes():
            make_sample_tables(settings)
        db.engine.dispose()
    return Template(settings)


def make_sample_tables(settings: Settings) -> None:
    """Make the tables that only tests have, as their owner; the portal may use them like any other."""
    if not settings.owner_url:
        Base.metadata.create_all(db.engine, SAMPLE_TABLES)
        return
    engine = create_engine(settings.owner_url)
    with engine.begin() as owner:
        Base.metadata.create_all(owner, SAMPLE_TABLES)
        for table in SAMPLE_TABLES:
            owner.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE ON {table.name} TO {PORTAL}")
        owner.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {PORTAL}")
    engine.dispose()


@pytest.fixture
def copies(template: Template, tmp_path: Path) -> Iterator[Callable[..., Settings]]:
    """Make copies: ``copies(outbound_allow=("127.0.0.1:8080",))``."""
    made: list[Settings] = []

    def make(**changes: object) -> Settings:
        made.append(template.copy(tmp_path / (f"installation-{len(made)}" if made else "installation"), **changes))
        return made[-1]

    yield make
    for settings in made:
        discard(settings)


@pytest.fixture
def clock() -> TurnableClock:
    return TurnableClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def settings(copies: Callable[..., Settings]) -> Settings:
    return copies()


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
    parser.addoption("--on", choices=("sqlite", "postgresql"), default="sqlite", help="the database to run on")
    parser.addoption("--large", action="store_true", help="run the larger counts as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the larger counts out unless they are asked for."""
    left_out = [] if config.getoption("--large") else ["large"]
    left_out += {"sqlite": ["postgresql"], "postgresql": ["sqlite"]}[config.getoption("--on")]
    kept = [item for item in items if not any(item.get_closest_marker(mark) for mark in left_out)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
