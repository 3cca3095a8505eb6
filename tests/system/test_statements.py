"""The system page and its statements: what it shows, who drafts, who signs, and the warning after a change."""

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.base import schema
from app.base.db import db
from app.people import permissions
from app.records import history
from app.records.packs import export_ledger
from app.records.signature import SigningRefusal
from app.records.verification.verify import verify
from app.system.installation.source_files import PARTS
from app.system.models import Statement
from app.system.queries import statements as queries
from app.system.queries.configuration import configuration
from config import ROOT
from tests.factories.people import PASSWORD, person_for

WHY = "We host it ourselves; only our administrators reach server, database and keys."
CHANGED = "The configuration changed since it was last signed"


def draft(client, **more):
    page = client.get("/system/statements/new")
    assert page.status_code == 200
    fields = {"csrf_token": client.token("/system/statements/new"), "deployment": "closed", "rationale": WHY, **more}
    return client.post("/system/statements", data=fields, content_type="multipart/form-data")


def sign(client, address, username, password=PASSWORD):
    text = client.get(f"{address}/signatures/new").get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|sha256|challenge|meaning)" value="([^"]+)"', text))
    if "challenge" not in hidden:
        return text
    return client.post(f"{address}/signatures", data={**hidden, "username": username, "password": password})


@pytest.fixture
def admin(client_as):
    return client_as("ADM")


@pytest.fixture
def qa(client_as):
    return client_as("QA")


def signed(admin, qa, **more) -> Statement:
    address = draft(admin, **more).headers["Location"]
    assert sign(qa, address, person_for("QA").username).status_code == 303
    return queries.signed_statement()


def test_page_shows_what_runs_here(client_as):
    text = client_as("INSP").get("/system").get_data(as_text=True)
    found = configuration()
    for part in (
        found.fingerprint,
        found.value("product", "commit"),
        str(schema.needed(ROOT / "migrations")),
        "flask",
        "127.0.0.1:8000/1",
    ):
        assert part in text
    assert "never signed" in text
    assert "only-for-tests-" not in text, "the secret key is never shown"


def test_every_setting_permission_and_definition_is_an_item(app):
    found = configuration()
    names = {(one.group, one.name) for one in found.items}
    settings = app.config["QUALWARD"]
    assert {("settings", name) for name in vars(settings)} <= names
    assert {("permissions", name) for name in permissions.PERMISSIONS} <= names
    yaml = {path.relative_to(ROOT).as_posix() for path in (ROOT / "questionnaires").rglob("*.yaml")}
    assert {("definitions", path) for path in yaml} <= names
    assert "signature-meanings, version" in found.value("definitions", "questionnaires/meanings/meanings.yaml")
    assert settings.secret_key not in repr(found.items)


def test_administrator_drafts_and_qa_signs(admin, qa):
    letter = (io.BytesIO(b"%PDF-1.7 letter"), "letter.pdf")
    found = signed(admin, qa, letter_on="2026-10-01", letter_reference="FDA-2026-17", letter_file=letter)
    assert (found.number, found.state, found.deployment) == ("SYS-2026-0001", "signed", "closed")
    acts = [one.act for one in history.of("system.statement", found.id)]
    assert acts == ["system.statement.signed", "system.statement.drafted"]
    text = qa.get(f"/system/statements/{found.number}").get_data(as_text=True)
    assert "The portal is configured as listed here, and it is released for use." in text
    file = re.search(r'href="(/system/statements/[^"]+/files/\d+)"', text)[1]
    assert qa.get(file).get_data() == b"%PDF-1.7 letter"
    assert "as signed" in qa.get("/system").get_data(as_text=True)
    assert CHANGED not in qa.get("/").get_data(as_text=True)
    assert verify(is_full=True).is_intact


def test_who_drafted_never_signs_and_the_attempt_is_on_record(qa, person, client_as):
    address = draft(qa).headers["Location"]
    assert "somebody else of QA signs it" in sign(qa, address, person_for("QA").username)
    other = person("quinn.other", ["QA"])
    assert sign(client_as(other), address, other.username, "wrong").status_code == 409
    assert db.session.scalars(select(SigningRefusal.cause)).all() == ["credentials"]
    assert sign(client_as(other), address, other.username).status_code == 303


def test_a_patched_file_and_a_changed_weight_raise_the_banner(admin, qa, client_as, tmp_path: Path, monkeypatch):
    """The tree is copied, patched, and named as the product's place: the page names both files, old and new."""
    signed(admin, qa)
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, tmp_path / part, **({"ignore": shutil.ignore_patterns("__pycache__")} if source.is_dir() else {}))
    monkeypatch.setattr("app.system.queries.configuration.ROOT", tmp_path)
    monkeypatch.setattr("app.system.queries.configuration.configuration.__defaults__", (tmp_path,))
    assert not queries.changes(queries.signed_statement(), configuration()).files
    patched = tmp_path / "app" / "impact" / "rules" / "levels.py"
    patched.write_text(patched.read_text() + "\nPATCHED = True\n")
    weights = tmp_path / "questionnaires" / "releases" / "triage.yaml"
    weights.write_text(weights.read_text().replace("threshold: ", "threshold: 1", 1))
    found = queries.changes(queries.signed_statement(), configuration())
    assert [one.name for one in found.files] == ["app/impact/rules/levels.py", "questionnaires/releases/triage.yaml"]
    assert ("definitions", "questionnaires/releases/triage.yaml") in {(one.group, one.name) for one in found.items}
    for who in (admin, qa):
        assert CHANGED in who.get("/").get_data(as_text=True)
    text = qa.get("/system").get_data(as_text=True)
    assert CHANGED in text
    assert "app/impact/rules/levels.py" in text
    assert CHANGED not in client_as("SQM").get("/").get_data(as_text=True), "others have nothing to do about it"


def test_a_changed_permission_shows_old_and_new(admin, qa, monkeypatch):
    signed(admin, qa)
    monkeypatch.setitem(permissions.PERMISSIONS, "suppliers.supplier.edit", frozenset({"SQM", "LEAD"}))
    (found,) = queries.changes(queries.signed_statement(), configuration()).items
    assert (found.name, found.before, found.after) == ("suppliers.supplier.edit", "SQM", "LEAD, SQM")


def test_what_changed_after_the_draft_is_not_signed(admin, qa, monkeypatch):
    address = draft(admin).headers["Location"]
    monkeypatch.setitem(permissions.PERMISSIONS, "suppliers.supplier.edit", frozenset({"SQM", "LEAD"}))
    response = sign(qa, address, person_for("QA").username)
    assert response.status_code == 409
    assert "The configuration changed after SYS-2026-0001 was drafted" in response.get_data(as_text=True)
    assert queries.signed_statement() is None


def test_next_statement_supersedes_and_carries_the_letter_over(admin, qa):
    letter = (io.BytesIO(b"%PDF-1.7 letter"), "letter.pdf")
    first = signed(admin, qa, letter_on="2026-10-01", letter_reference="FDA-2026-17", letter_file=letter)
    assert "FDA-2026-17" in admin.get("/system/statements/new").get_data(as_text=True)
    second = signed(admin, qa, letter_on="2026-10-01", letter_reference="FDA-2026-17")
    assert (first.state, second.number) == ("superseded", "SYS-2026-0002")
    assert [one.name for one in queries.letter_files(second)] == ["letter.pdf"]
    text = qa.get("/system/statements?state=superseded").get_data(as_text=True)
    assert "SYS-2026-0001" in text
    assert "SYS-2026-0002" not in text


def test_without_a_letter_the_gap_stays_in_view(admin, qa):
    signed(admin, qa)
    assert "No non-repudiation letter is on record" in qa.get("/").get_data(as_text=True)


def test_copies_carry_what_they_were_made_with(admin, qa, tmp_path: Path):
    signed(admin, qa)
    export_ledger(tmp_path / "pack", "operator:tests", person_for("QA").created_at)
    found = json.loads((tmp_path / "pack" / "made-with.json").read_text())
    assert found == {
        "product": f"Qualward {configuration().value('product', 'version')}",
        "commit": configuration().value("product", "commit"),
        "configuration_fingerprint": configuration().fingerprint,
        "statement": "SYS-2026-0001",
        "is_as_signed": "yes",
    }
    verifier = [sys.executable, "-I", str(ROOT / "verifier" / "qualward_verify.py"), str(tmp_path / "pack")]
    assert subprocess.run(verifier, capture_output=True, check=False).returncode == 0


def test_a_draft_is_refused_beside_another_and_dropped_with_a_reason(admin, qa):
    address = draft(admin).headers["Location"]
    second = draft(admin)
    assert second.status_code == 422
    assert "SYS-2026-0001 is a draft already" in second.get_data(as_text=True)
    assert WHY in second.get_data(as_text=True)
    token = admin.token(f"{address}/dropping")
    fields = {"csrf_token": token, "reason": "The server moves next week."}
    assert admin.post(f"{address}/dropping", data=fields).status_code == 303
    assert queries.statement("SYS-2026-0001").state == "dropped"
    assert admin.post(f"{address}/dropping", data=fields).status_code == 422
    half = draft(admin, letter_reference="FDA-2026-17")
    assert half.status_code == 422
    assert "date and the reference" in half.get_data(as_text=True)
