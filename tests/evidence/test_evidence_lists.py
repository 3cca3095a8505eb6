"""Lists and panels of evidence: narrowed to what a person may read, sorted, exported, at a constant cost."""

import csv
import io
import re

import pytest
from sqlalchemy import select

from app.base.db import db
from app.evidence.models import EvidenceDownload
from tests.factories.evidence import dates, make_class, make_evidence
from tests.factories.people import person_for
from tests.factories.suppliers import make_owned_service, make_supplier


@pytest.fixture
def sqm(app, client_as):
    return client_as("SQM")


def text_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("role", ["LEAD", "BPO", "SO"])
def test_what_is_confidential_is_not_there_for_others(app, client_as, role):
    supplier = make_supplier("Visible Vendor")
    service = make_owned_service("Visible Service", supplier)
    secret = make_evidence(supplier, title="Hidden report", confidentiality="supplier_confidential")
    shown = make_evidence(supplier, title="Open policy", confidentiality="public")
    browser = client_as(role)
    for address in ("", "/versions/1/file"):
        assert browser.get(f"/evidence/{secret.number}{address}").status_code == 404
    assert browser.get(f"/inspection/records/{secret.number}/trail").status_code == 404
    for address in (
        "/evidence",
        "/evidence?format=csv",
        f"/evidence?q={secret.number}",
        f"/suppliers/{supplier.number}/evidence",
        f"/services/{service.number}/evidence",
    ):
        page = text_of(browser, address)
        assert "Hidden report" not in page, address
        assert ("Open policy" in page) is ("q=" not in address), address
    assert b"Hidden report" not in browser.get("/evidence?format=xlsx").data
    assert browser.get(f"/evidence/{shown.number}").status_code == 200
    assert db.session.scalar(select(EvidenceDownload.id)) is None


def test_the_list_narrows_sorts_pages_and_exports(app, sqm, clock):
    one, two = make_supplier("Alpha Cloud"), make_supplier("Beta Cloud")
    service = make_owned_service("Alpha QMS", one)
    soon = make_evidence(service=service, version=dates(expires=20), title="Soon gone")
    gone = make_evidence(two, version=dates(effective=-200, expires=-1), title="Long gone", kind="test_report")
    ever = make_evidence(two, version=dates(expires=None), title="For good", confidentiality="public")
    make_class(soon.versions[0], "E3")
    shown = {
        "?supplier=" + one.number: {soon},
        "?service=" + service.number: {soon},
        "?kind=test_report": {gone},
        "?class=E3": {soon},
        "?class=none": {gone, ever},
        "?standing=expired": {gone},
        "?standing=expiring": {soon},
        "?within=30": {soon},
        "?confidentiality=public": {ever},
        "?q=for": {ever},
        f"?owner={person_for('SQM').id}&sort=until": {soon, gone, ever},
    }
    for query, expected in shown.items():
        rows = list(
            csv.reader(io.StringIO(text_of(sqm, f"/evidence{query}&format=csv").lstrip("\ufeff")), delimiter=";")
        )
        rows = rows if len(rows[0]) > 1 else list(csv.reader(row[0] for row in rows))
        assert {row[0] for row in rows[1:]} == {found.number for found in expected}, query
        page = text_of(sqm, f"/evidence{query}")
        assert all(found.title in page for found in expected), query
    order = re.findall(r"EVD-2026-\d{4}</a>", text_of(sqm, "/evidence?sort=-standing"))
    assert order == [f"{found.number}</a>" for found in (soon, gone, ever)]
    assert sqm.get("/evidence?standing=rotten").status_code == 400


def test_pages_cost_the_same_for_five_and_for_fifty(app, sqm):
    supplier = make_supplier()
    counts = []
    for more in (5, 45):
        for _ in range(more):
            make_evidence(supplier)
        db.session.rollback()
        sqm.get("/evidence?size=100")
        counts.append((sqm.queries, sqm.get(f"/suppliers/{supplier.number}/evidence") and sqm.queries))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


def test_panels_tell_what_expires_first(app, sqm):
    supplier = make_supplier()
    service, other = make_owned_service("One", supplier), make_owned_service("Two", supplier)
    late = make_evidence(supplier, version=dates(expires=200), title="Later")
    soon = make_evidence(service=service, version=dates(expires=10), title="Sooner")
    gone = make_evidence(service=other, version=dates(expires=5), title="Of the other")
    page = text_of(sqm, f"/services/{service.number}/evidence")
    assert page.index(soon.number) < page.index(late.number)
    assert gone.number not in page
    assert all(one.number in text_of(sqm, f"/suppliers/{supplier.number}/evidence") for one in (late, soon, gone))
    home = text_of(sqm, "/")
    assert home.count("Renew the evidence") == 2, "what expires within weeks waits for its owner"
    for address in (f"/services/{service.number}", f"/suppliers/{supplier.number}"):
        assert f'hx-get="{address}/evidence"' in text_of(sqm, address)
