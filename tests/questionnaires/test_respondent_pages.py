"""The supplier's pages through the whole application: arriving, answering, inviting, submitting, taking back."""

import io
import re

import pytest
from sqlalchemy import select

from app.base.db import db
from app.questionnaires.models import AnswerSave, Request, Respondent, RespondentSession
from app.questionnaires.queries.requests import request_numbered
from tests.factories import questionnaires as made

JSON = {"Accept": "application/json"}


@pytest.fixture
def visit(app) -> made.Visit:
    return made.make_request()


@pytest.fixture
def supplier(client, visit):
    """The lead's browser, already inside."""
    return made.enter(client, visit)


def request_of(visit: made.Visit) -> Request:
    db.session.rollback()
    found = request_numbered(visit.number)
    assert found is not None
    return found


def post(browser, visit: made.Visit, question: str, **fields: str):
    """Save one answer as the page's script does."""
    area = question.partition("-")[0]
    token = browser.token(f"{visit.path}/areas/{area}")
    data = {"csrf_token": token, "rev": "0", **{name.replace("__", "-"): text for name, text in fields.items()}}
    return browser.post(f"{visit.path}/answers/{question}", data=data, headers=JSON)


def test_a_supplier_arrives_answers_and_submits(client, visit):
    page = client.get(f"/respond/{visit.token}")
    assert page.status_code == 200
    assert visit.token not in page.get_data(as_text=True)
    token = client.token(f"/respond/{visit.token}")
    begun = client.post(f"/respond/{visit.token}", data={"csrf_token": token})
    assert (begun.status_code, begun.location) == (303, visit.path)
    assert "4 of 4 questions are left" in client.get(visit.path).get_data(as_text=True)
    for question, fields in (
        ("QS-01", {"input__answer": "no"}),
        ("QS-02", {"input__words": "As written in our manual."}),
        ("IS-01", {"input__day": "2026-06-01"}),
        ("IS-02", {"choice__kinds__a": "1"}),
    ):
        answer = post(client, visit, question, **fields)
        assert (answer.status_code, answer.json["rev"]) == (200, 1), answer.json
    shown = client.get(f"{visit.path}/submissions/new").get_data(as_text=True)
    digest = re.search(r'name="answers_sha256"[^>]*value="([0-9a-f]{64})"', shown)[1]
    token = client.token(f"{visit.path}/submissions/new")
    data = {"csrf_token": token, "name": "Ana Silva", "title": "Head of quality"}
    untold = client.post(f"{visit.path}/submissions", data={**data, "answers_sha256": digest})
    assert untold.status_code == 422
    sent = client.post(f"{visit.path}/submissions", data={**data, "answers_sha256": digest, "attested": "y"})
    assert (sent.status_code, sent.location) == (303, f"{visit.path}/copy")
    found = request_of(visit)
    assert found.state == "submitted"
    assert found.submissions[0].answers_sha256 == digest
    copy = client.get(f"{visit.path}/copy").get_data(as_text=True)
    assert "As written in our manual." in copy
    assert post(client, visit, "QS-01", input__answer="yes", rev="1").status_code == 409


def test_what_is_missing_is_named_and_nothing_is_submitted(supplier, visit):
    page = supplier.get(f"{visit.path}/submissions/new").get_data(as_text=True)
    assert "4 questions are not complete yet" in page
    data = {
        "csrf_token": supplier.token(f"{visit.path}/submissions/new"),
        "name": "Ana",
        "title": "QM",
        "attested": "y",
        "answers_sha256": "0" * 64,
    }
    assert supplier.post(f"{visit.path}/submissions", data=data).status_code == 409
    assert request_of(visit).state == "sent"


def test_hidden_questions_follow_the_answers(supplier, visit):
    answer = post(supplier, visit, "QS-01", input__answer="yes")
    assert "QS-03" not in answer.json["hidden"]
    answer = post(supplier, visit, "QS-01", input__answer="no", rev="1")
    assert answer.json["hidden"] == ["QS-03"]


def test_two_writers_meet_and_both_texts_are_shown(supplier, visit):
    assert post(supplier, visit, "QS-02", input__words="first").status_code == 200
    late = post(supplier, visit, "QS-02", input__words="second")
    assert late.status_code == 409
    assert "first" in late.json["theirs"]["words"]
    assert "second" in late.json["yours"]
    plain = supplier.post(
        f"{visit.path}/answers/QS-02",
        data={"csrf_token": supplier.token(f"{visit.path}/areas/QS"), "rev": "0", "input-words": "second"},
    )
    assert plain.status_code == 409
    text = plain.get_data(as_text=True)
    assert "first" in text
    assert "second" in text
    chosen = post(supplier, visit, "QS-02", input__words="second", rev="1")
    assert chosen.json["rev"] == 2
    revs = db.session.scalars(select(AnswerSave.rev).where(AnswerSave.question == "QS-02").order_by(AnswerSave.rev))
    assert list(revs) == [1, 2]


def test_an_answer_that_does_not_fit_is_not_saved_and_not_lost(supplier, visit):
    assert post(supplier, visit, "IS-01", input__day="2026-13-45").status_code == 422
    page = supplier.post(
        f"{visit.path}/answers/IS-01",
        data={"csrf_token": supplier.token(f"{visit.path}/areas/IS"), "rev": "0", "input-day": "nonsense"},
    )
    assert page.status_code == 422
    assert "nonsense" in page.get_data(as_text=True)
    assert db.session.scalars(select(AnswerSave)).all() == []


def test_an_expired_session_says_so_and_the_same_save_goes_through_after_the_link(supplier, visit, clock):
    token = supplier.token(f"{visit.path}/areas/QS")
    clock.forward(hours=3)
    data = {"csrf_token": token, "rev": "0", "input-words": "typed meanwhile"}
    refused = supplier.post(f"{visit.path}/answers/QS-02", data=data, headers=JSON)
    assert refused.status_code == 401
    assert "personal link" in refused.json["sentence"]
    page = supplier.post(f"{visit.path}/answers/QS-02", data=data)
    assert page.status_code == 401
    assert "typed meanwhile" in page.get_data(as_text=True)
    supplier.post(f"/respond/{visit.token}", data={"csrf_token": token})
    again = supplier.post(f"{visit.path}/answers/QS-02", data=data, headers=JSON)
    assert again.status_code == 200


def test_a_colleague_sees_one_area_and_nothing_else(supplier, app, visit):
    data = {
        "csrf_token": supplier.token(f"{visit.path}/colleagues"),
        "name": "Ben Ito",
        "email": "ben@vendor.example",
        "area": "IS",
    }
    shown = supplier.post(f"{visit.path}/colleagues", data=data)
    assert shown.status_code == 200
    token = re.search(r"/respond/([\w-]{43})", shown.get_data(as_text=True))[1]
    browser = app.test_client()
    made.enter(browser, made.Visit(visit.number, token, 0))
    assert browser.get(f"{visit.path}/areas/IS").status_code == 200
    for path in ("/areas/QS", "/areas/XX"):
        assert browser.get(visit.path + path).status_code == 404
    for path in ("/submissions/new", "/withdrawal", "/colleagues"):
        assert browser.get(visit.path + path).status_code == 403
    assert "QS-02" not in browser.get(f"{visit.path}/copy").get_data(as_text=True)
    token = browser.token(f"{visit.path}/areas/IS")
    foreign = browser.post(f"{visit.path}/answers/QS-02", data={"csrf_token": token, "rev": "0"}, headers=JSON)
    assert foreign.status_code == 404
    colleague = db.session.scalar(select(Respondent).where(Respondent.role == "colleague"))
    ended = supplier.post(
        f"{visit.path}/colleagues/{colleague.id}/revocation",
        data={"csrf_token": supplier.token(f"{visit.path}/colleagues")},
    )
    assert ended.status_code == 303
    assert browser.get(f"{visit.path}/areas/IS").status_code == 410


def test_files_come_with_an_answer_and_are_taken_back(supplier, visit):
    token = supplier.token(f"{visit.path}/areas/QS")
    data = {"csrf_token": token, "file": (io.BytesIO(b"%PDF-1.7 manual"), "manual.pdf")}
    kept = supplier.post(f"{visit.path}/answers/QS-02/files", data=data)
    assert kept.status_code == 303
    page = supplier.get(f"{visit.path}/areas/QS").get_data(as_text=True)
    address = re.search(rf"{visit.path}/files/\d+", page)[0]
    got = supplier.get(address)
    assert (got.data, got.headers["Content-Disposition"][:10]) == (b"%PDF-1.7 manual", "attachment")
    data = {"csrf_token": supplier.token(f"{visit.path}/areas/QS"), "file": (io.BytesIO(b"<svg onload=x>"), "x.svg")}
    assert supplier.post(f"{visit.path}/answers/QS-02/files", data=data).status_code == 415
    taken = supplier.post(f"{address}/withdrawal", data={"csrf_token": supplier.token(f"{visit.path}/areas/QS")})
    assert taken.status_code == 303
    assert "manual.pdf" not in supplier.get(f"{visit.path}/areas/QS").get_data(as_text=True)


def test_a_submission_is_taken_back_with_a_reason_and_submitted_again(supplier, visit):
    found = request_of(visit)
    lead = found.respondents[0]
    made.answer_all(found, lead)
    made.submit(lead)
    token = supplier.token(f"{visit.path}/withdrawal")
    assert supplier.post(f"{visit.path}/withdrawal", data={"csrf_token": token, "reason": "."}).status_code == 422
    taken = supplier.post(f"{visit.path}/withdrawal", data={"csrf_token": token, "reason": "A number was wrong"})
    assert taken.status_code == 303
    found = request_of(visit)
    assert (found.state, found.submissions[0].withdrawn_because) == ("answering", "A number was wrong")
    assert post(supplier, visit, "QS-02", input__words="The right number", rev="1").status_code == 200
    made.submit(request_of(visit).respondents[0])
    assert [one.position for one in request_of(visit).submissions] == [1, 2]
    assert request_of(visit).submissions[0].answers_sha256 != request_of(visit).submissions[1].answers_sha256


def test_finishing_ends_the_session_and_the_link_opens_it_again(supplier, visit):
    left = supplier.post(f"{visit.path}/leaving", data={"csrf_token": supplier.token(visit.path)})
    assert left.status_code == 200
    assert supplier.get(visit.path).status_code == 401
    assert [one.ended_at is None for one in db.session.scalars(select(RespondentSession))] == [False]
    made.enter(supplier, visit)
    assert supplier.get(visit.path).status_code == 200
