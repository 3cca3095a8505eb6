"""Packs written by the product are accepted by the bare verifier, and an altered one is not."""

import json
import subprocess
import sys

import pytest

from app.base.db import db
from app.records import approvals, attachments, packs, signatures, trail
from app.records.actor import Actor
from app.records.signatures import Meaning, Proof
from tests.paths import ROOT
from tests.samples import Sample, SampleChild

QA = Actor("2", "quentin", "Quentin Approver", "person", ("QA",), "b" * 16)


@pytest.fixture
def signed(app, writing, clock):
    with writing(QA):
        sample = Sample(number="SAM-0001", title="Früh", state="draft", text="long " * 1000)
        sample.children = [SampleChild(title="one")]
        db.session.add(sample)
        db.session.flush()
        attachments.attach(sample, "proof.txt", b"proof", "text/plain", QA, clock())
        rows = [{"sample_id": sample.id, "title": f"row {n}"} for n in range(20)]
        trail.insert_many(SampleChild, rows, "tests.sample_child.listed")
        approvals.open_route(sample, "approval", [], {}, clock())
    with writing(QA):
        sample.children[0].title = "two"
    _, shown = signatures.show(sample, QA, clock())
    with writing(QA):
        proof = Proof(("username", "password", "totp"), clock())
        signatures.sign(sample, Meaning("APPROVE-QA", "Approved."), "QA", QA, proof, shown, clock())
    return sample


def verdict(pack, *options):
    command = [sys.executable, "-I", str(ROOT / "verifier" / "qualward_verify.py"), str(pack), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=pack.parent)
    return done.returncode, json.loads(done.stdout or "{}")


def test_ledger_pack_is_accepted(signed, clock, tmp_path, settings):
    packs.export_ledger(tmp_path / "pack", "Quentin Approver (quentin)", clock())
    code, found = verdict(tmp_path / "pack", "--witness", str(settings.witness_file))
    assert (code, found["faults"]) == (0, [])
    assert found["signatures"] == 1


def test_dossier_is_accepted_and_an_altered_one_is_not(signed, clock, tmp_path):
    parts = [("tests.sample", signed.id), ("records.signature", 1), ("records.attachment", 1)]
    parts += [("tests.sample_child", child.id) for child in signed.children]
    record = {"type": "tests.sample", "id": str(signed.id), "number": signed.number}
    packs.export_record(tmp_path / "dossier", record, parts, {"index.html": "<p>Hello</p>"}, "quentin", clock())
    code, found = verdict(tmp_path / "dossier")
    assert (code, found["faults"]) == (0, [])
    revision = next((tmp_path / "dossier" / "revisions").iterdir())
    revision.write_text(revision.read_text(encoding="utf-8").replace("Früh", "Spät"), encoding="utf-8")
    code, found = verdict(tmp_path / "dossier")
    assert code == 1
    assert {"revision", "manifest"} <= {fault["class"] for fault in found["faults"]}


def test_a_batch_file_that_was_changed_is_found(signed, clock, tmp_path):
    packs.export_ledger(tmp_path / "pack", "quentin", clock())
    for path in (tmp_path / "pack" / "files").iterdir():
        content = path.read_bytes()
        if b"row 7" in content:
            path.write_bytes(content.replace(b"row 7", b"row 8"))
    code, found = verdict(tmp_path / "pack")
    assert code == 1
    assert "file" in {fault["class"] for fault in found["faults"]}


def test_nothing_is_overwritten_and_nothing_half_written_stays(signed, clock, tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(packs.PackRefused, match="exists already"):
        packs.export_ledger(tmp_path / "there", "quentin", clock())
    for path in (signed_files := list((tmp_path / "installation" / "files").rglob("*"))):
        if path.is_file():
            path.unlink()
    assert signed_files
    with pytest.raises(packs.PackRefused, match="missing or was changed"):
        packs.export_ledger(tmp_path / "new", "quentin", clock())
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".new")] == []
