"""The ledger to read, its verification, and dossiers: by role, and accepted by the bare verifier."""

import io
import json
import subprocess
import sys
import zipfile

import pytest

from app.inspection import queries
from tests.factories import impact
from tests.paths import ROOT

L2_NOTE = "- Users can now export records as CSV files.\n- A fixed typo in the help page.\n"


@pytest.fixture
def assessment(app):
    return impact.submitted(L2_NOTE)


def test_ledger_is_listed_and_narrowed(app, assessment, client_as):
    client = client_as("QA")
    assert assessment.number in client.get(f"/impact-assessments/{assessment.number}").text
    page = client.get(f"/inspection/?record={assessment.number}").text
    assert f"impact.assessment/{assessment.id}" in page
    assert "impact.assessment.submitted" in page
    assert "No record has the number" in client.get("/inspection/?record=RIA-1999-0001").text
    assert "people.person.added" in client.get("/inspection/?act=people.person").text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_of_an_unknown_record_is_refused_in_words(app, assessment, client_as, form):
    """Before the first byte: a download that breaks off says nothing."""
    answer = client_as("QA").get(f"/inspection/?record=RIA-1999-0001&format={form}")
    assert answer.status_code == 400
    assert "No record has the number" in answer.text


def test_event_shows_who_what_and_its_exact_text(app, assessment, client_as):
    page = client_as("INSP").get("/inspection/events/1").text
    assert "Exact text of the event" in page
    assert client_as("INSP").get("/inspection/events/999999").status_code == 404


def test_verification_is_run_and_kept(app, assessment, client_as):
    client = client_as("QA")
    token = client.token("/inspection/verifications/")
    answer = client.post("/inspection/verifications/", data={"csrf_token": token}, follow_redirects=True)
    assert "The record is intact" in answer.text
    run = queries.last_verification()
    assert (run.verdict, run.signatures) == ("intact", 0)


def test_after_a_fault_everything_is_read_only(app, assessment, client_as):
    from sqlalchemy import text  # noqa: PLC0415 - only this test reaches past the house

    from app.base.db import db, unguarded_writes  # noqa: PLC0415 - the same

    client = client_as("QA")
    token = client.token("/inspection/verifications/")
    with unguarded_writes(), db.engine.begin() as connection:
        connection.execute(text("UPDATE supplier SET name = 'Somebody else'"))
    answer = client.post("/inspection/verifications/", data={"csrf_token": token}, follow_redirects=True)
    assert "was altered" in answer.text
    assert "suppliers.supplier" in answer.text
    again = client.post("/inspection/verifications/", data={"csrf_token": token})
    assert again.status_code == 409 or "nothing can be changed" in again.text


def test_dossier_is_complete_and_accepted_on_a_bare_machine(app, assessment, client_as, tmp_path, settings):
    client = client_as("INSP")
    token = client.token("/inspection/dossiers/")
    answer = client.post("/inspection/dossiers/", data={"csrf_token": token, "number": assessment.number})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        names = set(pack.namelist())
        page = pack.read("index.html").decode()
    assert {"index.html", "record.json", "README.txt", "manifest.json", "ledger/events.jsonl"} <= names
    assert assessment.number in page
    assert "Audit trail" in page
    (tmp_path / "dossier.zip").write_bytes(answer.data)
    command = [
        sys.executable,
        "-I",
        str(ROOT / "verifier" / "qualward_verify.py"),
        str(tmp_path / "dossier.zip"),
        "--json",
    ]
    done = subprocess.run(
        [*command, "--witness", str(settings.witness_file)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert json.loads(done.stdout)["faults"] == []
    assert done.returncode == 0
    assert [copy.record_number for copy in queries.recent_copies()] == [assessment.number]


def test_a_number_without_a_dossier_gets_a_sentence(app, client_as):
    client = client_as("QA")
    token = client.token("/inspection/dossiers/")
    answer = client.post("/inspection/dossiers/", data={"csrf_token": token, "number": "RIA-1999-0001"})
    assert answer.status_code == 422
    assert "There is no dossier of RIA-1999-0001" in answer.text


@pytest.mark.parametrize(("role", "status"), [("QA", 200), ("INSP", 200), ("BPO", 403), ("ADM", 403)])
def test_who_reads_the_ledger(app, client_as, role, status):
    assert client_as(role).get("/inspection/").status_code == status
