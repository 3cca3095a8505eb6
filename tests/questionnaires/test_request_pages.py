"""Our own people's side: sending, the list, more time, recalling, links; what belongs to others stays away."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.base import canonical
from app.base.db import db
from app.questionnaires.models import Request
from app.questionnaires.queries.answers import questionnaire_frozen
from app.questionnaires.queries.requests import request_numbered
from app.questionnaires.rules.answers import Answer
from app.records import kernel
from app.records.verification.verify import verify
from tests.factories import questionnaires as made
from tests.factories.suppliers import make_owned_service


@pytest.fixture
def sqm(client_as):
    return client_as("SQM")


def form(browser, page: str, **fields: str) -> dict[str, str]:
    return {"csrf_token": browser.token(page), **fields}


def sent(browser, service, **changes: str):
    """Send the bank's questionnaire from the page of a service."""
    page = f"/services/{service.number}/requests/new"
    wanted = {
        "kind": "initial",
        "name": "Ana Silva",
        "email": "ana.silva@vendor.example",
        "due_on": "2026-11-30",
        "link_until": "2026-12-20",
        **changes,
    }
    return browser.post(f"/services/{service.number}/requests", data=form(browser, page, **wanted))


def test_a_questionnaire_is_previewed_sent_and_frozen(sqm):
    service = make_owned_service()
    preview = sqm.get(f"/services/{service.number}/requests/new").get_data(as_text=True)
    assert "What will be asked, and why" in preview
    assert 'value="2026-11-30"' in preview, "twenty working days after 2 November"
    page = sent(sqm, service)
    assert page.status_code == 200
    token = re.search(r"http://127\.0\.0\.1:8000/respond/([\w-]{43})", page.get_data(as_text=True))[1]
    found = db.session.scalar(select(Request))
    assert (found.number, found.state, found.asked_count) == ("REQ-2026-0001", "sent", len(found.asked))
    body = kernel.of(db.session()).files.read(found.questionnaire_sha256)
    assert canonical.sha256(body) == found.questionnaire_sha256
    assert {one.id for one in questionnaire_frozen(found).questions} >= set(found.asked)
    shown = sqm.get(f"/requests/{found.number}").get_data(as_text=True)
    assert token not in shown
    again = sent(sqm, service)
    assert (again.status_code, "is still open" in again.get_data(as_text=True)) == (409, True)
    assert verify().is_intact


def test_a_wrong_form_keeps_its_input_and_sends_nothing(sqm):
    service = make_owned_service()
    page = sent(sqm, service, email="nowhere", due_on="2026-10-01", link_until="2026-09-01")
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert ("no e-mail address" in text, "day has passed" in text, 'value="nowhere"' in text) == (True, True, True)
    assert db.session.scalar(select(Request)) is None


def test_progress_shows_on_list_and_page_and_the_list_exports(sqm):
    visit = made.make_request()
    found = request_numbered(visit.number)
    made.save(found, found.respondents[0], "QS-01", Answer({"answer": "yes"}))
    made.save(found, found.respondents[0], "QS-02", Answer({"words": "x"}))
    made.save(found, found.respondents[0], "QS-02", Answer())
    page = sqm.get("/requests?state=answering").get_data(as_text=True)
    assert visit.number in page
    table = sqm.get("/requests?format=csv").get_data(as_text=True)
    assert re.search(rf"{visit.number}.*answering,1,5,", table), table
    assert "1 of 5" in sqm.get(f"/requests/{visit.number}").get_data(as_text=True)
    assert "Yes" in sqm.get(f"/requests/{visit.number}/answers?format=csv").get_data(as_text=True)


def test_more_time_recall_and_revocation_need_reasons(sqm, clock):
    visit = made.make_request()
    found = request_numbered(visit.number)
    base, version = f"/requests/{visit.number}", str(found.version)
    later = (clock().date() + timedelta(days=60)).isoformat()
    days = {"due_on": later, "link_until": later, "version": version}
    assert sqm.post(f"{base}/extension", data=form(sqm, f"{base}/extension", reason=".", **days)).status_code == 422
    done = sqm.post(f"{base}/extension", data=form(sqm, f"{base}/extension", reason="Asked for by mail", **days))
    assert done.status_code == 303
    stale = sqm.post(f"{base}/extension", data=form(sqm, f"{base}/extension", reason="Asked for twice", **days))
    assert stale.status_code == 409
    link = request_numbered(visit.number).respondents[0].links[0].id
    page = f"{base}/links/{link}/revocation"
    assert sqm.post(page, data=form(sqm, page, reason="Sent to the wrong person")).status_code == 303
    respondent = request_numbered(visit.number).respondents[0].id
    new = sqm.post(f"{base}/respondents/{respondent}/links", data={"csrf_token": sqm.token(base)})
    assert (new.status_code, "/respond/" in new.get_data(as_text=True)) == (200, True)
    version = str(request_numbered(visit.number).version)
    gone = sqm.post(f"{base}/recall", data=form(sqm, f"{base}/recall", reason="No longer bought", version=version))
    assert gone.status_code == 303
    assert request_numbered(visit.number).state == "recalled"
    refused = sqm.post(f"{base}/respondents/{respondent}/links", data={"csrf_token": sqm.token(base)})
    assert refused.status_code == 409


def test_another_lead_answers_and_the_first_one_still_reads(sqm):
    visit = made.make_request()
    page = f"/requests/{visit.number}/respondents"
    shown = sqm.post(page, data=form(sqm, f"{page}/new", name="Kei Mori", email="kei@vendor.example"))
    assert shown.status_code == 200
    found = request_numbered(visit.number)
    assert [one.name for one in found.respondents] == ["Ana Silva", "Kei Mori"]
    made.answer_all(found, found.respondents[1])
    made.submit(found.respondents[1])
    browser = sqm.application.test_client()
    made.enter(browser, visit)
    assert "As written in our manual." in browser.get(f"{visit.path}/copy").get_data(as_text=True)


def test_lists_cost_the_same_for_five_and_fifty(sqm):
    counts = []
    for count in (5, 20):
        for _ in range(count):
            made.make_request(make_owned_service())
        db.session.rollback()
        sqm.get("/requests")
        counts.append(sqm.queries)
    assert counts[0] == counts[1]


def test_a_supplier_meets_nothing_of_another(app, client):
    mine, other = (
        made.make_request(name="Ana Mine"),
        made.make_request(make_owned_service("Kanari service"), name="Kanari"),
    )
    found = request_numbered(other.number)
    made.save(found, found.respondents[0], "QS-02", Answer({"words": "kanari words"}, remark="kanari remark"))
    made.enter(client, mine)
    for path in ("", "/areas/QS", "/areas/IS", "/copy", "/submissions/new", "/colleagues", "/withdrawal"):
        assert "anari" not in client.get(mine.path + path).get_data(as_text=True), path
        foreign = client.get(other.path + path)
        assert (foreign.status_code, "anari" in foreign.get_data(as_text=True)) == (404, False), path
