"""A review through the whole application: judging, remarks, returning, closing, and what the supplier sees of it."""

import re

import pytest

from app.base.db import db, transaction
from app.questionnaires.actions import reviews as actions
from app.questionnaires.actions import submissions
from app.questionnaires.actions.refused import NotNow, RequestRefused
from app.questionnaires.models import Respondent
from app.questionnaires.queries.requests import request_numbered
from app.questionnaires.queries.reviews import clarifications_of, review_of
from app.questionnaires.queries.scores import score_kept, score_of
from app.questionnaires.rules.answers import Answer
from app.questionnaires.rules.figures import stored
from app.questionnaires.rules.judgements import Judged
from app.records import history
from app.records.moves import MoveRefused
from tests.factories import questionnaires as made
from tests.factories.people import clock_now, person_for

ACCEPT = {"outcome": "accepted", "evidence_class": "E0"}


@pytest.fixture
def visit(app):
    """A request of the small questionnaire, answered and submitted."""
    found = made.make_request()
    request, lead = request_numbered(found.number), db.session.get(Respondent, found.lead_id)
    made.answer_all(request, lead)
    made.submit(lead)
    return found


def again(visit):
    db.session.rollback()
    return request_numbered(visit.number)


def judge(visit, question_id, role="SQM", **judged):
    """Judge as the product does. Commits."""
    request, who = again(visit), person_for(role).actor
    with transaction(who, clock_now()) as opened:
        seen = review_of(request).digest(question_id)
        actions.judge(request, question_id, Judged(**judged), seen, who, opened.now)


def judge_all(visit, **others):
    """Accept everything, but what ``others`` say of a question."""
    for question_id in review_of(again(visit)).sheet.shown.questions:
        is_judged_whole = question_id != "QS-01"
        plain = {**ACCEPT, "value": "yes"} if is_judged_whole else ACCEPT
        judge(visit, question_id, **others.get(question_id.replace("-", "_"), plain))


def post(browser, path, page, **fields):
    return browser.post(path, data={"csrf_token": browser.token(page), **fields})


def test_an_answer_is_judged_on_its_page_and_the_next_open_one_follows(visit, client_as):
    browser, home = client_as("SQM"), f"/requests/{visit.number}"
    page = browser.get(f"{home}/answers/QS-01").text
    assert "Why we ask" in page
    seen = re.search(r'name="answer_sha256"[^>]*value="([0-9a-f]{64})"', page)[1]
    short = post(browser, f"{home}/answers/QS-01/judgements", f"{home}/answers/QS-01", answer_sha256=seen,
                 outcome="changed", value="yes", evidence_class="E2", examined="")  # fmt: skip
    assert short.status_code == 422
    assert "name what you examined for E2" in short.text
    done = post(browser, f"{home}/answers/QS-01/judgements", f"{home}/answers/QS-01", answer_sha256=seen,
                outcome="changed", value="yes", evidence_class="E2", examined="Manual, page 4",
                reason="The manual shows that it is done.")  # fmt: skip
    assert (done.status_code, done.location) == (303, f"{home}/answers/QS-02")
    assert again(visit).state == "in_review"
    text = browser.get(f"{home}/review").text
    assert "1 of 4 (25 %)" in text
    assert "4 of 4 (100 %)" in text
    (event,) = history.of("questionnaires.judgement", 1)
    assert (event.act, event.reason) == ("questionnaires.judgement.given", "The manual shows that it is done.")


def test_a_page_that_shows_an_older_answer_judges_nothing(visit, client_as):
    browser, home = client_as("SME"), f"/requests/{visit.number}"
    stale = post(browser, f"{home}/answers/QS-01/judgements", f"{home}/answers/QS-01", answer_sha256="0" * 64, **ACCEPT)
    assert stale.status_code == 409
    assert "is not the one that your page showed" in stale.text
    assert again(visit).state == "submitted"


def test_once_a_review_began_nothing_is_taken_back(visit):
    judge(visit, "QS-01", **ACCEPT)
    again(visit)
    lead = db.session.get(Respondent, visit.lead_id)
    with pytest.raises(MoveRefused), transaction(lead.actor_in(None), clock_now()) as opened:
        submissions.withdraw(lead, "We found a mistake in it.", opened.now)


def test_only_the_questions_in_doubt_go_back_and_only_their_judgements_fall(visit):
    judge_all(visit, QS_02={"outcome": "returned", "reason": "Which chapter of the manual?"})
    request = again(visit)
    assert not review_of(request).reviewed.is_settled
    with (
        pytest.raises(NotNow, match="1 questions are not settled yet: QS-02"),
        transaction(person_for("SQM").actor, clock_now()),
    ):
        actions.close(request, "All is well with it.", clock_now())
    with transaction(person_for("SQM").actor, clock_now()):
        request = request_numbered(visit.number)
        assert actions.send_back(request, "One question is left.", request.due_on, clock_now()) == ("QS-02",)
    request, lead = again(visit), db.session.get(Respondent, visit.lead_id)
    assert (request.state, request.returned) == ("returned", ["QS-02"])
    with pytest.raises(RequestRefused):
        made.save(request, lead, "QS-01", Answer({"answer": "yes"}))
    made.save(again(visit), lead, "QS-02", Answer({"words": "Chapter 4."}))
    made.submit(db.session.get(Respondent, visit.lead_id))
    standing = review_of(again(visit)).reviewed
    assert standing.named("overtaken") == ("QS-02",)
    assert standing.count("accepted") == 3
    judge(visit, "QS-02", **ACCEPT, value="yes")
    with transaction(person_for("SQM").actor, clock_now()):
        actions.close(request_numbered(visit.number), "All is answered and supported.", clock_now())
    assert again(visit).state == "closed"
    with pytest.raises(NotNow, match="is closed"):
        judge(visit, "QS-01", **ACCEPT)


def test_a_note_among_ourselves_never_leaves_the_house(visit, client_as, client):
    browser, home = client_as("ISEC"), f"/requests/{visit.number}"
    for kind, text in (("note", "Their auditor is known to us."), ("clarification", "Please name the chapter.")):
        answer = post(
            browser, f"{home}/answers/QS-02/remarks", f"{home}/answers/QS-02", kind=kind, text=f"{text} {kind}-mark"
        )
        assert answer.status_code == 303
    page = browser.get(f"{home}/answers/QS-02").text
    assert "note-mark" in page
    assert "clarification-mark" in page
    assert [one.text for one in clarifications_of(again(visit))["QS-02"]] == [
        "Please name the chapter. clarification-mark"
    ]
    judge(visit, "QS-02", outcome="returned", reason="Which chapter of the manual?")
    with transaction(person_for("SQM").actor, clock_now()):
        request = request_numbered(visit.number)
        actions.send_back(request, "One question is left.", request.due_on, clock_now())
    supplier = made.enter(client, visit)
    seen = "".join(supplier.get(f"{visit.path}{path}").text for path in ("", "/areas/QS", "/areas/IS", "/copy"))
    assert "note-mark" not in seen
    assert "known to us" not in seen
    assert "clarification-mark" in seen
    assert "Which chapter of the manual?" in seen


def test_an_area_belongs_to_its_reviewer(visit, client_as):
    steering, home = client_as("SQM"), f"/requests/{visit.number}"
    reviewer = person_for("ISEC")
    path = f"{home}/reviewers/IS"
    because = "Security is theirs to judge."
    assert post(steering, path, path, person=str(reviewer.id), reason=because).status_code == 303
    assert post(steering, path, path, person=str(reviewer.id), reason=because).status_code == 422
    with pytest.raises(NotNow, match="reviews this area"):
        judge(visit, "IS-01", **ACCEPT, value="yes")
    judge(visit, "IS-01", "ISEC", **ACCEPT, value="yes")
    judge(visit, "QS-01", **ACCEPT)
    assert reviewer.name in steering.get(f"{home}/review").text
    assert client_as("SME").get(path).status_code == 403


def test_last_times_answer_stands_beside(visit, client_as):
    judge_all(visit)
    with transaction(person_for("SQM").actor, clock_now()):
        actions.close(request_numbered(visit.number), "All is answered and supported.", clock_now())
    second = made.make_request(again(visit).service, kind="periodic")
    lead = db.session.get(Respondent, second.lead_id)
    made.answer_all(
        request_numbered(second.number), lead, {**made.ANSWERS, "QS-02": {"words": "As in our new manual."}}
    )
    made.submit(db.session.get(Respondent, second.lead_id))
    page = client_as("QA").get(f"/requests/{second.number}/answers/QS-02").text
    assert "As in our new manual." in page
    assert "As written in our manual." in page
    assert f"/requests/{visit.number}/answers/QS-02" in page
    assert "Judge it" not in page


def test_a_score_opens_its_arithmetic_and_the_kept_one_never_moves(visit, client_as, clock):
    browser, home = client_as("QA"), f"/requests/{visit.number}"
    before = browser.get(f"{home}/score").text
    assert "The review is not finished: 0 % of the answers are settled" in before
    judge_all(visit, QS_01={"outcome": "changed", "value": "yes", "evidence_class": "E2", "examined": "Manual",
                            "reason": "The manual shows that it is done."})  # fmt: skip
    with transaction(person_for("SQM").actor, clock_now()):
        actions.close(request_numbered(visit.number), "All is answered and supported.", clock_now())
    kept = score_kept(again(visit))
    review = review_of(again(visit))
    today = score_of(review, clock_now().date())
    assert kept.effectiveness == str(stored(today.effectiveness.value))
    assert (kept.counted, kept.soft, kept.hard) == (kept.effectiveness, 0, 0)
    # QS: QS-01 is worth 1 at 0.85, QS-02 and QS-03 count with what the reviewer said; IS: two at 0.5
    page = browser.get(f"{home}/score").text
    assert page.count(kept.effectiveness) >= 2
    assert "The kept figures never move" in page
    rows = browser.get(f"{home}/score?format=csv").get_data(as_text=True).splitlines()
    assert len(rows) == 1 + len(review.request.asked)
    assert any("E2" in row and "0.85" in row for row in rows)
