"""Journey 7, an inspector walks in: access for some days, a look, evidence that verifies, every look on record."""

import io
import zipfile

import pytest
from sqlalchemy import select

from app.base.db import db
from app.inspection.models import Look
from tests.factories import impact
from tests.factories.people import let_in, make_person, person_for
from tests.journeys.bare_machine import BareMachine


@pytest.fixture
def approved(app):
    """An assessment on the way, with its first signature."""
    assessment = impact.submitted("- Users can now export records as CSV files.\n")
    impact.sign_as(assessment, person_for("SO"))
    return assessment


def test_an_inspector_walks_in(approved, client_as, clock, settings, tmp_path):
    inspector = make_person("iva.visitor", ["INSP"], can_sign=False)
    let_in(inspector, days=3)
    visitor, qa = client_as(inspector), client_as("QA")
    service, number = approved.service.number, approved.number
    assert approved.service.name in visitor.get(f"/services/{service}").text
    assert "Audit trail" in visitor.get(f"/inspection/records/{number}/trail").text
    ask(visitor, number)
    answer(qa, dossier(qa, number), number)
    page = visitor.get("/inspection/evidence-requests/EVR-2026-0001").text
    address = page.split('href="/inspection/evidence-requests/EVR-2026-0001/files/')[1].split('"')[0]
    received = visitor.get(f"/inspection/evidence-requests/EVR-2026-0001/files/{address}")
    is_accepted(received.data, settings, tmp_path)
    token = visitor.token("/inspection/evidence-requests/EVR-2026-0001")
    accepted = visitor.post("/inspection/evidence-requests/EVR-2026-0001/acceptance", data={"csrf_token": token})
    assert accepted.status_code == 303
    looked = [one.record_number for one in db.session.scalars(select(Look).order_by(Look.id))]
    assert looked[:2] == [service, number]
    assert f"/services/{service}" in qa.get("/inspection/inspections/INS-2026-0001/looks").text
    clock.forward(days=3)
    assert visitor.get(f"/services/{service}").status_code == 303


def ask(visitor, number):
    pages = "/inspection/evidence-requests/"
    fields = {"text": "The complete record of this assessment, please.", "record_number": number}
    data = {"csrf_token": visitor.token(f"{pages}new"), **fields}
    assert visitor.post(pages, data=data).status_code == 303


def dossier(qa, number):
    """Make the dossier of the record through its page."""
    page = "/inspection/dossiers/"
    answer = qa.post(page, data={"csrf_token": qa.token(page), "number": number})
    assert answer.status_code == 200
    return answer.data


def answer(qa, content, number):
    one = "/inspection/evidence-requests/EVR-2026-0001"
    file = (io.BytesIO(content), f"{number}-dossier.zip")
    data = {"csrf_token": qa.token(one), "text": "The dossier; check it with the verifier.", "files": file}
    assert qa.post(f"{one}/answers", data=data, content_type="multipart/form-data").status_code == 303


def is_accepted(content, settings, tmp_path):
    """Accepted by the bare verifier, and refused when one bit is turned over."""
    target = tmp_path / "received.zip"
    target.write_bytes(content)
    assert zipfile.is_zipfile(target)
    machine = BareMachine(tmp_path / "empty", target, settings.witness_file)
    answer = machine.verify("--witness", "witness.jsonl")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    machine.flip(machine.pack / "record.json")
    assert machine.verify().returncode == 1
