"""An inspector's account: asked for by QA, given by an administrator, open for its days only, each look on record."""

import io

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.base.db import db, transaction
from app.inspection.actions import evidence, inspections
from app.inspection.actions.inspections import InspectionRefused
from app.inspection.models import EvidenceRequest, Inspection, Look
from app.inspection.queries.inspections import running_for
from app.inspection.rules.scopes import WHOLE
from app.inspection.views import looks
from app.people.models import SignIn
from app.records import kernel
from tests.factories.people import PASSWORD, clock_now, let_in, make_person, person_for
from tests.factories.suppliers import make_service

LIST = "/inspection/inspections/"
CLOSED = "No inspection runs for this account now, so it opens nothing."


def post(client, address, form_page, status=303, **fields):
    answer = client.post(address, data={"csrf_token": client.token(form_page), **fields})
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return answer.get_data(as_text=True)


def entered(client, username, status):
    """Type user name and password on the sign-in page."""
    return post(client, "/sign-in", "/sign-in", status, username=username, password=PASSWORD, next="/")


def test_access_is_asked_for_given_and_ended_through_the_pages(app, client, client_as):
    inspector = make_person("iva.visitor", ["INSP"], can_sign=False)
    assert CLOSED in entered(client, inspector.username, 422)
    assert db.session.scalars(select(SignIn).order_by(SignIn.id.desc())).first().outcome == "refused"
    qa, adm = client_as("QA"), client_as("ADM")
    days = {"begins_on": "2026-11-02", "ends_on": "2026-11-06"}
    post(
        qa,
        LIST,
        f"{LIST}new",
        title="Agency, systems",
        reason="Announced by letter of October.",
        covers="whole",
        **days,
    )
    one = f"{LIST}INS-2026-0001"
    assert "Give an inspector access" in adm.get("/my-oversight-tasks").text
    post(adm, f"{one}/grants", one, inspector=inspector.username)
    entered(client, inspector.username, 303)
    assert client.get("/suppliers").status_code == 200
    post(qa, f"{one}/end", f"{one}/end", reason="The visit ended a day early.")
    gone = client.get("/suppliers")
    assert gone.status_code == 303
    assert "/sign-in" in gone.headers["Location"]
    assert CLOSED in entered(app.test_client(), inspector.username, 422)


def test_access_begins_and_ends_with_its_days(client_as, clock):
    inspector = make_person("iva.visitor", ["INSP"], can_sign=False)
    let_in(inspector, days=2)
    browser = client_as(inspector)
    assert browser.get("/services").status_code == 200
    clock.at = clock.at.replace(day=3, hour=23, minute=50)
    browser = client_as(inspector)
    assert browser.get("/services").status_code == 200
    clock.forward(minutes=11)
    assert browser.get("/services").status_code == 303
    assert running_for(inspector.id, clock()) is None


@pytest.mark.parametrize(
    ("begin", "end", "sentence"),
    [
        ("2026-11-02", "2026-12-02", "at most 30 days"),
        ("2026-11-05", "2026-11-04", "ends before it begins"),
        ("2026-10-01", "2026-10-02", "is over already"),
    ],
)
def test_days_that_do_not_work_are_refused(app, client_as, begin, end, sentence):
    fields = {
        "title": "Agency",
        "reason": "Announced by letter.",
        "covers": "whole",
        "begins_on": begin,
        "ends_on": end,
    }
    assert sentence in post(client_as("QA"), LIST, f"{LIST}new", 422, **fields)
    assert db.session.query(Inspection).count() == 0


def test_nobody_gives_what_they_asked_for_and_only_an_inspectors_account_gets_it(app):
    running = let_in(make_person("iva.visitor", ["INSP"], can_sign=False))
    asked_by, now = running.asked_by, clock_now()
    visit = inspections.Visit("Agency", "Announced.", now.date(), now.date(), WHOLE)
    with transaction(asked_by.actor, now):
        found = inspections.ask(visit, now.tzinfo, asked_by.actor, now)
    with pytest.raises(InspectionRefused, match="You asked for INS-2026-0002"), transaction(asked_by.actor, now):
        inspections.grant(found, running.inspector, asked_by.actor, now)
    admin, other = person_for("ADM"), person_for("SQM")
    with pytest.raises(InspectionRefused, match="is not an active inspector's account"), transaction(admin.actor, now):
        inspections.grant(found, other, admin.actor, now)


def test_every_look_is_on_record_with_its_record_and_answer(client_as, app):
    service = make_service("Looked at")
    browser = client_as("INSP")
    for address in (f"/services/{service.number}", "/services?state=active", "/services/SVC-9999"):
        browser.get(address)
    kept = db.session.scalars(select(Look).order_by(Look.id)).all()
    assert [(one.address, one.record_number, one.status) for one in kept] == [
        (f"/services/{service.number}", service.number, 200),
        ("/services?state=active", None, 200),
        ("/services/SVC-9999", "SVC-9999", 404),
    ]
    assert {one.looked_at for one in kept} == {clock_now()}
    page = client_as("QA").get(f"{LIST}INS-2026-0001/looks").text
    assert f"/services/{service.number}" in page
    assert db.session.query(Look).count() == 3  # QA's look at the looks is none


def test_a_page_whose_look_cannot_be_kept_is_not_handed_out(client_as, app, monkeypatch):
    browser = client_as("INSP")

    def busy(*_):
        raise OperationalError("database is locked", {}, Exception("database is locked"))

    monkeypatch.setattr(looks, "keep_look", busy)
    answer = browser.get("/services")
    assert answer.status_code == 503
    assert db.session.query(Look).count() == 0


def test_a_look_at_an_address_that_cannot_be_written_is_kept_all_the_same(client_as, app):
    """PostgreSQL keeps no NUL in a text; the look stands with a visible mark in its place."""
    assert client_as("INSP").get("/suppliers/SUP-%00%ff").status_code == 404
    kept = db.session.scalars(select(Look)).one()
    assert kept.address == "/suppliers/SUP-\ufffd\ufffd"


def test_while_the_record_is_closed_an_inspector_reads_why_nothing_is_handed_out(client_as, app):
    visitor = client_as("INSP")
    kernel.of(db.session()).read_only_because = "The end of the ledger is missing."
    answer = visitor.get("/suppliers")
    assert (answer.status_code, looks.NOT_KEPT in answer.get_data(as_text=True)) == (503, True)


def test_a_request_is_asked_answered_asked_again_and_accepted(client_as, app):
    insp, sqm = client_as("INSP"), client_as("SQM")
    pages = "/inspection/evidence-requests/"
    assert "No record has the number" in post(insp, pages, f"{pages}new", 422, text="The trail.", record_number="SVC-9")
    post(insp, pages, f"{pages}new", text="Who approved the last release?", record_number="")
    one = f"{pages}EVR-2026-0001"
    assert "Answer the inspector" in sqm.get("/my-oversight-tasks").text
    token = sqm.token(one)
    data = {"csrf_token": token, "text": "See the dossier.", "files": (io.BytesIO(b"PK\x03\x04zip"), "dossier.zip")}
    assert sqm.post(f"{one}/answers", data=data, content_type="multipart/form-data").status_code == 303
    assert "dossier.zip" in insp.get(one).text
    post(insp, f"{one}/repetition", one, reason="The signature of the owner is missing.")
    assert "Answer the inspector" in sqm.get("/my-oversight-tasks").text
    assert sqm.post(f"{one}/acceptance", data={"csrf_token": sqm.token(one)}).status_code == 403
    post(sqm, f"{one}/answers", one, text="It stands on page 2.")
    post(insp, f"{one}/acceptance", one)
    db.session.expire_all()
    found = db.session.scalars(select(EvidenceRequest)).one()
    assert [one.kind for one in found.entries] == ["answer", "asked again", "answer", "acceptance"]
    assert found.state == "accepted"
    assert "is possible only from asked" in post(sqm, f"{one}/answers", "/account", 422, text="More.")


def test_an_inspector_sees_the_requests_of_the_own_inspection_only(client_as, app):
    first, second = (make_person(name, ["INSP"], can_sign=False) for name in ("iva.visitor", "ivo.other"))
    for one in (first, second):
        let_in(one)
    with transaction(first.actor, clock_now()):
        evidence.ask("The kanari question", None, first.actor, clock_now())
    mine, other = client_as(first), client_as(second)
    address = "/inspection/evidence-requests/EVR-2026-0001"
    assert "kanari" in mine.get(address).text
    assert other.get(address).status_code == 404
    assert "kanari" not in other.get("/inspection/evidence-requests/").text
    with (
        pytest.raises(InspectionRefused, match="was asked by"),
        transaction(second.actor, clock_now()),
    ):
        evidence.accept(db.session.scalars(select(EvidenceRequest)).one(), second.actor, clock_now())
