"""The command line: exit codes 0, 1 and 2, one sentence, JSON alone with --json, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask_migrate import upgrade

from app import create_app
from app.base.db import db
from app.records import keys
from tests.conftest import settings_in
from tests.factories import impact
from tests.hands import Hands
from tests.paths import ROOT, shared_data

L2_NOTE = "- Users can now export records as CSV files.\n"


def qualward(*arguments, settings=None, given=None):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for name in [one for one in environment if one.startswith("QUALWARD_")]:
        del environment[name]
    if settings is not None:
        environment |= {
            "QUALWARD_DATA_DIR": str(settings.data_dir),
            "QUALWARD_SECRET_KEY": settings.secret_key,
            "QUALWARD_BASE_URL": settings.base_url,
            "QUALWARD_DATABASE_URL": settings.database_url,
            "QUALWARD_DATABASE_OWNER_URL": settings.owner_url,
            "QUALWARD_POSTGRESQL_BIN": settings.postgresql_bin,
        }
    else:
        environment |= {"QUALWARD_DATA_DIR": "/nonexistent/qualward"}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        check=False,
        input=given,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture
def installed(app, settings):
    """An installation with one submitted assessment; closed, so that commands may use it."""
    assessment = impact.submitted(L2_NOTE)
    number = assessment.number
    db.session.remove()
    db.engine.dispose()
    return settings, number


def test_verify_says_intact_and_then_names_what_was_altered(installed):
    settings, _ = installed
    done = qualward("ledger", "verify", "--json", settings=settings)
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (0, "intact")
    with Hands(settings) as sql:
        sql.execute("UPDATE supplier SET name = 'Somebody else'")
    done = qualward("ledger", "verify", "--json", settings=settings)
    found = json.loads(done.stdout)
    assert (done.returncode, found["verdict"], found["class"]) == (1, "altered", "live_row")
    assert "suppliers.supplier" in found["sentence"]


def test_checkpoint_export_and_dossier(installed, tmp_path):
    settings, number = installed
    note = qualward("ledger", "checkpoint", settings=settings).stdout
    assert note.splitlines()[0] == "127.0.0.1:8000/1"
    assert qualward("ledger", "export", str(tmp_path / "pack"), settings=settings).returncode == 0
    assert qualward("dossier", number, str(tmp_path / "dossier"), settings=settings).returncode == 0
    for pack in ("pack", "dossier"):
        command = [sys.executable, "-I", str(ROOT / "verifier" / "qualward_verify.py"), str(tmp_path / pack)]
        done = subprocess.run(
            [*command, "--witness", str(settings.witness_file)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        assert done.returncode == 0, done.stdout
    again = qualward("ledger", "export", str(tmp_path / "pack"), settings=settings)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    unknown = qualward("dossier", "RIA-1999-0001", str(tmp_path / "none"), settings=settings)
    assert unknown.returncode == 2
    assert "There is no dossier of RIA-1999-0001" in unknown.stderr
    assert not (tmp_path / "none").exists()


def test_triage_needs_no_installation(tmp_path):
    line = json.dumps(
        {
            "id": "a",
            "product": "X",
            "version": "1",
            "section": "",
            "title": "Audit trail export",
            "text": "The audit trail export now shows the reason for each change.",
        }
    )
    done = qualward("releases", "triage", "-", "--json", given=line + "\n")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert "audit_trail_history" in found["areas"]
    assert found["reasons"][0]["terms"]
    assert not Path("/nonexistent").exists()
    bad = qualward("releases", "triage", "-", given='{"id": 1}\n')
    assert bad.returncode == 2
    assert "Line 1" in bad.stderr


def test_triage_reads_the_labelled_set(tmp_path):
    done = qualward("releases", "triage", str(shared_data() / "release-notes" / "labels.dev.jsonl"), "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 163
    assert {"id", "areas", "change_type", "impact", "reasons"} == set(rows[0])


def test_preview_needs_no_installation():
    path = shared_data() / "feeds" / "kurtmckee__feedparser" / "tests" / "wellformed" / "rss" / "item_title.xml"
    done = qualward("feeds", "preview", str(path), "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["kind"], len(found["entries"])) == (0, "rss", 1)


def test_content_is_checked(tmp_path):
    assert qualward("questionnaires", "check").returncode == 0


def test_without_an_installation_there_is_a_sentence(tmp_path):
    done = qualward("ledger", "verify", settings=settings_in(tmp_path / "nothing"))
    assert done.returncode == 2
    assert "no record here yet" in done.stderr


def test_a_missing_key_is_never_replaced(installed):
    settings, _ = installed
    settings.signing_key.rename(settings.signing_key.with_suffix(".away"))
    done = qualward("prepare", settings=settings)
    assert done.returncode == 2
    assert "signing key is missing" in done.stderr
    assert not settings.signing_key.exists()


def test_first_administrators_are_made_once(tmp_path):
    settings = settings_in(tmp_path / "empty")
    keys.make(settings.signing_key)
    with create_app(settings).app_context():
        upgrade()
        db.engine.dispose()
    arguments = ["people", "add", "--first"]
    for username, name in (("ada.first", "Ada First"), ("bea.second", "Bea Second")):
        arguments += ["--username", username, "--name", name, "--email", f"{username}@x.example"]
    done = qualward(*arguments, settings=settings)
    assert done.returncode == 0, done.stderr
    assert "/set-password/" in done.stdout + done.stderr
    again = qualward(*arguments, settings=settings)
    assert again.returncode == 2
