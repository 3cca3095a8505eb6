"""The first release's demo, upgraded to this version: every event, row, file and old signature still verifies."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import select

from app import create_app, start
from app.base import schema
from app.base.db import db, unguarded_writes
from app.records import packs
from app.records.signature import Signature
from app.records.tables import Revision
from app.records.values import sha256
from app.records.verification.verify import verify
from config import ROOT
from tests.commands.test_commands import qualward
from tests.conftest import discard, make_sample_tables
from tests.databases import Cluster
from tests.hands import Hands
from tests.safekeeping.conftest import command as command  # noqa: PLC0414 - a fixture
from tests.upgrades.first_release import on_postgresql, unpack

EVENTS, SIGNATURES = 1667, 141
"""What `ledger verify` of the first release said of it."""


@pytest.fixture
def upgraded(template, command, tmp_path):
    """The old record, brought to this version by `prepare`, opened."""
    if Cluster.current is None:
        backup, settings = unpack(tmp_path / "old")
        (backup / "files").rename(settings.data_dir / "files")
        (backup / "database.sqlite").rename(settings.data_dir / "qualward.db")
    else:
        settings = on_postgresql(tmp_path / "old")
    done = command("prepare", settings=settings)
    assert done.exit_code == 0, done.output
    application = create_app(settings)
    start(application)
    with application.app_context():
        with unguarded_writes():
            make_sample_tables(settings)
        yield settings
        db.session.remove()
        db.engine.dispose()
    discard(settings)


def test_ledger_verify_passes_over_the_upgraded_record(upgraded, clock, tmp_path):
    assert schema.difference(db.engine, ROOT / "migrations") is None
    found = verify(is_full=True)
    assert (found.faults, found.size, found.signatures) == ([], EVENTS, SIGNATURES)
    for signature in db.session.scalars(select(Signature)):
        body = db.session.scalar(select(Revision.body).where(Revision.sha256 == signature.revision_sha256))
        assert sha256(body) == signature.revision_sha256, "a signed text is not re-serialised"
    packs.export_ledger(tmp_path / "pack", "test", clock())
    verifier = [sys.executable, "-I", str(ROOT / "verifier" / "qualward_verify.py"), str(tmp_path / "pack")]
    bare = subprocess.run(
        [*verifier, "--full", "--json", "--witness", str(upgraded.witness_file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = json.loads(bare.stdout)
    assert (told["verdict"], told["size"], told["signatures"]) == ("intact", EVENTS, SIGNATURES)


def test_one_value_changed_after_the_upgrade_is_named(upgraded):
    """The control: a migration that changed a signed or recorded value would be seen."""
    with Hands(upgraded) as sql:
        sql.execute("UPDATE service SET name = name || ' Ltd' WHERE id = 1")
    assert [one.kind for one in verify().faults] == ["live_row"]


@pytest.mark.sqlite
def test_a_backup_of_the_first_release_is_checked_and_restored_by_this_one(tmp_path):
    backup, settings = unpack(tmp_path / "old")
    done = qualward("backup", "verify", str(backup), "--json", settings=settings)
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (0, "good"), done.stdout
    done = qualward("backup", "restore", str(backup), "--json", settings=settings)
    assert (done.returncode, json.loads(done.stdout)["size"]) == (0, EVENTS), done.stdout
    done = qualward("ledger", "verify", "--full", settings=settings)
    assert (done.returncode, f"{EVENTS + 1} events, {SIGNATURES} signatures" in done.stdout) == (0, True), done.stdout
