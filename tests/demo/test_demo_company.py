"""The demo company: made once through the users' actions, verified, and refused where it does not belong."""

import socket
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import select

from app import create_app
from app.access.models import AccessReview
from app.base.db import Base, db, transaction, unguarded_writes
from app.demo.documents import document
from app.demo.load import load
from app.demo.serving import DemoRefused
from app.demo.vendors import vendors
from app.impact.models import Assessment
from app.people import actions as people
from app.people.actions import NewPerson
from app.people.models import Person
from app.records import keys
from app.records.actor import operator
from app.records.signature import Signature
from app.records.verification.verify import verify
from app.releases.feeds.parse import parse_document
from app.releases.models import Feed, Release
from app.suppliers.models import Service, Supplier
from tests.conftest import settings_in
from tests.pages import InspectingClient
from tests.samples import SAMPLE_TABLES

ROLES_ONCE = ("sqm", "bpo", "so", "sme", "isec", "qa", "lead", "insp", "adm")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """Load the demo company once for this file."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings = settings_in(folder, is_demo=True, base_url=address, outbound_allow=(address,))
    keys.make(settings.signing_key)
    with create_app(settings).app_context():
        upgrade()
        with unguarded_writes():
            Base.metadata.create_all(db.engine, SAMPLE_TABLES)
        db.engine.dispose()
    application = create_app(settings)
    application.test_client_class = InspectingClient
    with application.app_context():
        assert load(lambda _: None)
        yield application
        db.session.remove()
        db.engine.dispose()


def test_the_record_of_two_years_verifies(demo):
    found = verify(is_full=True)
    assert found.faults == []
    assert found.signatures > 100


def test_it_tells_the_story(demo):
    states = Counter(db.session.scalars(select(Assessment.state)))
    assert db.session.query(Supplier).count() >= 12
    assert db.session.query(Service).count() >= 15
    assert db.session.query(Feed).count() >= 6
    assert states["live_unassessed"] == 1
    assert states["in_approval"] >= 1
    assert states["detected"] >= 2
    assert states["closed"] >= 10
    first, last = (
        db.session.scalars(select(Signature.signed_at).order_by(order)).first()
        for order in (Signature.signed_at, Signature.signed_at.desc())
    )
    assert (last - first).days > 600
    assert last < datetime.now(UTC)
    assert list(db.session.scalars(select(AccessReview.state).order_by(AccessReview.id))) == ["closed", "open"]


def test_every_role_has_its_account_and_the_demo_password(demo):
    usernames = set(db.session.scalars(select(Person.username)))
    assert usernames == {*ROLES_ONCE, "sqm2", "so2", "sme2", "qa2", "adm2"}
    client = demo.test_client()
    for username in sorted(usernames):
        token = client.get("/sign-in").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        answer = client.post(
            "/sign-in", data={"csrf_token": token, "username": username, "password": "qualward-demo-only"}
        )
        assert answer.status_code == 303, username
        client.delete_cookie("session")


def test_loading_again_changes_nothing(demo):
    before = db.session.query(Release).count()
    assert not load(lambda _: None)
    assert db.session.query(Release).count() == before


def test_the_feeds_follow_the_portal_to_another_address(demo):
    demo.config["QUALWARD"] = replace(
        demo.config["QUALWARD"], base_url="http://127.0.0.1:9", outbound_allow=("http://127.0.0.1:9",)
    )
    assert not load(lambda _: None)
    urls = db.session.scalars(select(Feed.url).where(Feed.kind == "auto")).all()
    assert all(url.startswith("http://127.0.0.1:9/demo-feeds/") for url in urls)
    assert verify().faults == []


def test_every_vendor_publishes_what_our_reader_understands():
    today = datetime.now(UTC).date()
    for vendor in vendors(today).values():
        text, media_type = document(vendor, datetime.now(UTC))
        parsed = parse_document(text.encode(), content_type=media_type)
        assert parsed.is_ok, (vendor.slug, parsed.error)
        assert [entry.version for entry in parsed.entries] == [
            one.version for one in reversed(vendor.announcements) if one.at <= datetime.now(UTC)
        ], vendor.slug


def test_it_is_refused_outside_demo_mode(app):
    with pytest.raises(DemoRefused, match="QUALWARD_DEMO=1"):
        load(lambda _: None)


def test_it_is_refused_on_a_database_with_other_records(copies, clock):
    application = create_app(copies(is_demo=True), clock)
    with application.app_context():
        with transaction(operator("root"), clock()):
            people.add_person(
                NewPerson("somebody.else", "Some Body", "s@x.example", ["SQM"]), operator("root"), clock()
            )
        with pytest.raises(DemoRefused, match="holds other records"):
            load(lambda _: None)
        db.session.remove()
        db.engine.dispose()
