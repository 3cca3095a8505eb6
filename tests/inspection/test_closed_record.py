"""A record found altered is closed in every process, and in one that starts later, until it is found intact."""

import pytest

from app import create_app, start
from app.base.db import db
from app.records import kernel
from app.records.trail import TrailRefused
from tests.commands.test_commands import qualward
from tests.factories.suppliers import make_supplier
from tests.hands import Hands


@pytest.fixture
def altered(app, client_as, settings):
    """The record of one supplier, changed past the portal and then verified from a page; its honest name."""
    name = make_supplier().name
    client = client_as("QA")
    token = client.token("/inspection/verifications/")
    with Hands(settings) as sql:
        sql.execute("UPDATE supplier SET name = 'Somebody else'")
    page = client.post("/inspection/verifications/", data={"csrf_token": token}, follow_redirects=True).text
    assert "nothing can be changed or signed until" in page
    return name


@pytest.fixture
def other(altered, settings):
    """Another process of the same portal, started afterwards."""
    found = create_app(settings)
    start(found)
    with found.app_context():
        yield found
        db.session.remove()
        db.engine.dispose()


def test_another_process_that_starts_later_is_closed_too(altered, other, settings):
    with pytest.raises(TrailRefused, match="nothing can be changed or signed until"):
        make_supplier("Late")
    db.session.remove()
    assert "nothing can be changed or signed until" in other.test_client().get("/sign-in").text


def test_the_command_opens_it_only_when_it_is_intact(altered, other, settings):
    assert "is open again" not in qualward("ledger", "verify", settings=settings).stdout
    assert kernel.of(db.session()).closed_because is not None
    with Hands(settings) as sql:
        sql.execute("UPDATE supplier SET name = ?", (altered,))
    assert "is open again" in qualward("ledger", "verify", settings=settings).stdout
    assert kernel.of(db.session()).closed_because is None
    assert make_supplier("Late").name == "Late"


def test_another_witness_does_not_open_it(altered, settings, tmp_path):
    with Hands(settings) as sql:
        sql.execute("UPDATE supplier SET name = ?", (altered,))
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(settings.witness_file.read_bytes())
    done = qualward("ledger", "verify", "--witness", str(copy), settings=settings)
    assert (done.returncode, "is open again" in done.stdout) == (0, False)
    assert kernel.of(db.session()).closed_because is not None


def test_a_mark_that_cannot_be_written_closes_this_process_at_least(app, client_as, settings):
    make_supplier()
    client = client_as("QA")
    token = client.token("/inspection/verifications/")
    with Hands(settings) as sql:
        sql.execute("UPDATE supplier SET name = 'Somebody else'")
    kernel.of(db.session()).closing.path = settings.data_dir / "absent" / "deeper" / ("x" * 300)
    client.post("/inspection/verifications/", data={"csrf_token": token})
    assert "nothing can be changed" in (kernel.of(db.session()).closed_because or "")
