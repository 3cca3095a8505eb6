"""The evidence register as people use it: from a file that comes in to the version that takes its place."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.base.db import db
from app.evidence import dependents, queries
from app.evidence.dependents import Dependent
from app.evidence.models import Evidence, EvidenceClass, EvidenceDownload, EvidenceVersion
from app.evidence.views import versions as views
from app.records import history
from app.records.attachments import Attachment
from app.records.trail import TrailRefused
from app.records.verification.verify import verify
from tests.factories.evidence import SOC2, dates, make_bridge, make_evidence, renew
from tests.factories.people import person_for
from tests.factories.suppliers import make_owned_service, make_supplier
from tests.pages import CANARY

PDF = b"%PDF-1.7 what the auditor wrote"


@pytest.fixture
def sqm(app, client_as):
    return client_as("SQM")


def fields(client, clock, page="/evidence/new", **more):
    today = clock().date()
    given = {
        "csrf_token": client.token(page),
        "title": "SOC 2 type II report",
        "kind": "soc2_type2",
        "owner_id": str(person_for("SQM").id),
        "confidentiality": "supplier_confidential",
        "effective_on": (today - timedelta(days=20)).isoformat(),
        "period_from": (today - timedelta(days=400)).isoformat(),
        "period_to": (today - timedelta(days=35)).isoformat(),
        "expires_on": (today + timedelta(days=330)).isoformat(),
        **more,
    }
    return {name: value for name, value in given.items() if value is not None}


def send(client, address, data, status=303, content=PDF, name="soc2.pdf"):
    file = {} if content is None else {"file": (io.BytesIO(content), name)}
    answer = client.post(address, data={**data, **file}, content_type="multipart/form-data")
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    db.session.expire_all()
    return answer.headers.get("Location", "") if status == 303 else answer.get_data(as_text=True)


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_from_the_file_that_comes_in_to_the_version_that_takes_its_place(app, sqm, client_as, clock):
    service = make_owned_service("Docuvault Quality")
    place = send(sqm, "/evidence", fields(sqm, clock, about=service.number, title=f"Report {CANARY}"))
    assert place == "/evidence/EVD-2026-0001"
    page = text_of(sqm, place)
    assert "soc2.pdf" in page
    assert "No class yet" in page
    assert "supplier-confidential" in page
    version = db.session.scalars(select(EvidenceVersion)).one()
    assert version.received_at == clock()
    assert version.effective_on < clock().date(), "when it took effect and when it came are two things"

    sme = client_as("SME")
    form = f"{place}/versions/1/classes/new"
    judged = {"csrf_token": sme.token(form), "code": "E3", "rationale": "Unqualified, in scope, exceptions read."}
    assert sme.post(f"{place}/versions/1/classes", data=judged).status_code == 303
    again = sme.post(f"{place}/versions/1/classes", data=judged)
    assert again.status_code == 422
    assert "has the class E3 already" in again.get_data(as_text=True)
    assert sme.post(f"{place}/versions/1/classes", data={**judged, "code": "E2"}).status_code == 303
    assert [one.code for one in db.session.scalars(select(EvidenceClass).order_by(EvidenceClass.id))] == ["E3", "E2"]

    clock.forward(days=300)
    sqm = client_as("SQM")
    newer = fields(sqm, clock, f"{place}/versions/new")
    assert send(sqm, f"{place}/versions", newer, content=b"%PDF-1.7 next year") == f"{place}#versions"
    page = text_of(sqm, place)
    assert page.index("Version 2") < page.index("Version 1")
    assert page.count("counts today") == 1
    found = queries.evidence("EVD-2026-0001", person_for("SQM").actor)
    assert [one.position for one in found.versions] == [1, 2]
    assert len({one.sha256 for one in db.session.scalars(select(Attachment))}) == 2, "what came first is still there"
    assert queries.standing_on([found.id], clock().date())[found.id].class_code is None, "a class is of one version"
    assert verify(is_full=True).is_intact


def test_a_reference_needs_no_file_and_a_file_no_reference(app, sqm, clock):
    supplier = make_supplier()
    plain = {"about": supplier.number, "kind": "policy", "period_from": None, "period_to": None}
    nothing = send(sqm, "/evidence", fields(sqm, clock, **plain), 422, content=None)
    assert "Choose a file, or give the address" in nothing
    assert 'value="SOC 2 type II report"' in nothing, "what was typed is kept"
    bare = send(sqm, "/evidence", fields(sqm, clock, **plain, address="https://x.example.com/p"), 422, content=None)
    assert "who can open it" in bare
    place = send(
        sqm,
        "/evidence",
        fields(sqm, clock, **plain, address="https://x.example.com/p", kept_at="Portal, account of the SQM"),
        content=None,
    )
    page = text_of(sqm, place)
    assert "https://x.example.com/p" in page
    assert "kept elsewhere" in page
    assert sqm.get(f"{place}/versions/1/file").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.pdf", b"", "The file “empty.pdf” is empty."),
        ("setup.exe", b"MZ\x90", "“setup.exe” is not a kind of file that is kept here."),
        ("report.pdf", b"MZ\x90", "“report.pdf” does not hold what its name says."),
    ],
)
def test_a_file_that_is_not_taken_is_refused_in_words(app, sqm, clock, name, content, sentence):
    data = fields(sqm, clock, about=make_supplier().number)
    page = send(sqm, "/evidence", data, 415, content=content, name=name)
    assert sentence in page
    assert 'value="SOC 2 type II report"' in page
    assert db.session.scalar(select(Evidence.id)) is None, "nothing half done"


def test_every_download_is_on_record_before_the_file_leaves(app, sqm, client_as, clock):
    found = make_evidence(kind="policy", confidentiality="supplier_confidential")
    place = f"/evidence/{found.number}"
    assert sqm.head(f"{place}/versions/1/file").status_code == 200
    assert db.session.scalar(select(EvidenceDownload.id)) is None, "nothing left, so nothing is recorded"
    for browser in (sqm, client_as("QA"), client_as("INSP")):
        answer = browser.get(f"{place}/versions/1/file")
        assert answer.data == SOC2.content
        assert answer.headers["Content-Disposition"].startswith("attachment")
    db.session.rollback()
    taken = db.session.scalars(select(EvidenceDownload).order_by(EvidenceDownload.id)).all()
    assert [one.taken_by.username for one in taken] == ["sam.quinn", "quentin.abel", "ivo.spector"]
    assert {one.sha256 for one in taken} == set(db.session.scalars(select(Attachment.sha256)))
    events = [one for each in taken for one in history.of("evidence.download", each.id)]
    assert {one.act for one in events} == {"evidence.download.taken"}
    page = text_of(sqm, place)
    assert page.count("soc2.pdf") >= 4
    assert "Quentin Abel" in page


def test_a_download_that_cannot_be_recorded_does_not_happen(app, sqm, monkeypatch):
    found = make_evidence()

    def refuse(*_given):
        raise TrailRefused("The record can only be read just now.")

    monkeypatch.setattr(views, "keep_download", refuse)
    answer = sqm.get(f"/evidence/{found.number}/versions/1/file")
    assert answer.status_code == 503
    assert SOC2.content not in answer.data
    assert "the file is not handed out" in answer.get_data(as_text=True)


def test_whoever_owns_it_reads_it(app, client_as, sqm):
    found = make_evidence(confidentiality="supplier_confidential")
    so = client_as("SO")
    assert so.get(f"/evidence/{found.number}").status_code == 404
    page = f"/evidence/{found.number}/owner"
    shown = sqm.get(page).get_data(as_text=True)
    version = re.search(r'name="version"[^>]*value="(\d+)"', shown)[1]
    data = {"csrf_token": sqm.token(page), "version": version, "owner_id": str(person_for("SO").id)}
    assert sqm.post(page, data={**data, "reason": "."}).status_code == 422
    assert sqm.post(page, data={**data, "reason": "She runs the system."}).status_code == 303
    assert so.get(f"/evidence/{found.number}").status_code == 200
    stale = sqm.post(page, data={**data, "reason": "Sent from an old page."})
    assert stale.status_code == 409
    event = history.of("evidence.evidence", found.id)[0]
    assert (event.act, event.reason) == ("evidence.evidence.reassigned", "She runs the system.")


def test_withdrawing_shows_what_leans_on_it_and_keeps_it_readable(app, sqm, client_as):
    found = make_evidence(title="Old policy")

    def answers(ids):
        return {one: [Dependent("RES-2026-0001", "Answer to IS-01", "/responses/RES-2026-0001")] for one in ids}

    dependents.register(answers)
    try:
        assert "Answer to IS-01" in text_of(sqm, f"/evidence/{found.number}")
        page = text_of(sqm, f"/evidence/{found.number}/withdrawal")
    finally:
        dependents.forget(answers)
    assert "RES-2026-0001" in page
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    data = {"csrf_token": sqm.token("/evidence"), "version": version, "reason": "The vendor called it back."}
    assert client_as("SO").post(f"/evidence/{found.number}/withdrawal", data=data).status_code == 403
    assert sqm.post(f"/evidence/{found.number}/withdrawal", data=data).status_code == 303
    page = text_of(sqm, f"/evidence/{found.number}")
    assert "The vendor called it back." in page
    assert sqm.get(f"/evidence/{found.number}/versions/1/file").status_code == 200
    refused = send(
        sqm, f"/evidence/{found.number}/versions", {"csrf_token": data["csrf_token"], "effective_on": "2026-11-01"}, 422
    )
    assert "is withdrawn. Reinstate it" in refused
    db.session.expire_all()
    assert queries.standing_on([found.id], found.registered_at.date())[found.id].standing.code == "withdrawn"


def test_a_bridge_letter_carries_on_what_it_names(app, sqm, clock):
    supplier = make_supplier()
    today = clock().date()
    report = make_evidence(supplier, version=dates(effective=-400, expires=-10), title="Report of last year")
    assert queries.standing_on([report.id], today)[report.id].standing.code == "expired"
    letter = make_bridge(report, today + timedelta(days=50))
    stood = queries.standing_on([report.id, letter.id], today)
    assert [stood[one.id].standing.code for one in (report, letter)] == ["bridged", "current"]
    page = text_of(sqm, f"/evidence/{report.number}")
    assert f'href="/evidence/{letter.number}"' in page
    assert "A bridge letter carries it on" in page
    data = fields(sqm, clock, about=make_supplier().number, kind="bridge_letter", bridges=report.number)
    data |= {"period_from": "", "period_to": ""}
    assert "is evidence of another supplier" in send(sqm, "/evidence", data, 422)
    assert "that you can read" in send(sqm, "/evidence", {**data, "bridges": "EVD-2026-9999"}, 422)


def test_a_version_is_never_changed(app, writing):
    found = make_evidence()
    renew(found, dates(effective=-1))
    with pytest.raises(TrailRefused, match="written once"), writing(person_for("SQM").actor):
        found.versions[0].expires_on = None
