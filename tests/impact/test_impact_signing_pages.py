"""The main job clicked through to its signatures, and every way in which a signing page says no."""

import re

from app.base.db import db
from app.impact.models import Defect
from app.records import revisions
from app.records.signature import SigningRefusal
from tests.factories import impact
from tests.factories.impact import another
from tests.factories.impact_pages import (
    HOME,
    NOTE,
    change_fields,
    conclude,
    page,
    post,
    run_the_test,
    settle_and_plan,
    sign,
    the_assessment,
)
from tests.factories.people import PASSWORD, person_for


def test_the_main_job_through_the_pages(client_as, clock):
    impact.an_assessment(NOTE)
    so = client_as("SO")
    assert "RIA-2026-0001" in page(so, "/impact-assessments?state=open&sort=due")
    assert "<mark>" in page(so, HOME)
    post(so, f"{HOME}/triages", HOME)
    settle_and_plan(so)
    tester = client_as(another("SO"))
    run = run_the_test(tester)
    assert "screen.png" in page(tester, run)
    assert "1 evidence file" in page(so, f"{HOME}/tests")
    conclude(so)
    assert "Nothing stands in the way" in page(so, f"{HOME}/approvals")
    post(so, f"{HOME}/submissions", f"{HOME}/approvals")
    steps = [
        (so, person_for("SO")),
        (tester, another("SO")),
        (client_as("SME"), person_for("SME")),
        (client_as("BPO"), person_for("BPO")),
        (client_as("QA"), person_for("QA")),
    ]
    for browser, who in steps:
        sign(browser, who)
    text = page(so, f"{HOME}/approvals")
    for meaning in ("AUTHOR", "EXECUTE-TEST", "REVIEW-TEST", "APPROVE-BPO", "APPROVE-QA"):
        assert f"<strong>{meaning}</strong>" in text
    assert "UNSIGNED" not in text
    assert the_assessment().state == "approved"
    assert "approved" in page(client_as("INSP"), HOME)
    assert "routed" not in page(so, f"{HOME}/history")


def test_the_signing_page_shows_exactly_what_is_signed(client_as):
    assessment = impact.submitted(NOTE)
    so = client_as("SO")
    text = page(so, f"{HOME}/signatures/new")
    draft = revisions.compose(the_assessment())
    assert draft.sha256[12:] in text
    for words in (
        "The trail was in it.",
        "I prepared this record.",
        assessment.this_round.note.sha256,
        "Users can now export records as CSV files.",
        "R10",
        "Keeps our deviations",
    ):
        assert words in text, words


def test_a_refused_signing_comes_back_with_the_page_and_stands_on_record(client_as):
    impact.submitted(NOTE)
    so = client_as("SO")
    text = sign(so, person_for("SO"), status=409, password="not my password at all")
    assert "What you sign" in text
    assert 'value="sol.owens"' in text
    assert "not my password" not in text
    assert db.session.query(SigningRefusal).count() == 1
    assert revisions.signatures_of(the_assessment()) == []
    sign(so, person_for("SO"))


def test_a_stale_page_is_refused_with_409(client_as, clock):
    impact.submitted(NOTE)
    so = client_as("SO")
    text = page(so, f"{HOME}/signatures/new")
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', text).group(1) for name in ("sha256", "challenge", "meaning")
    }
    impact.sign_as(the_assessment(), person_for("SO"))
    fields = {"username": "sol.owens", "password": PASSWORD, **hidden}
    post(so, f"{HOME}/signatures", f"{HOME}/signatures/new", 409, **fields)
    assert len(revisions.signatures_of(the_assessment())) == 1


def test_a_double_click_makes_one_signature(client_as):
    impact.submitted(NOTE)
    so = client_as("SO")
    text = page(so, f"{HOME}/signatures/new")
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', text).group(1) for name in ("sha256", "challenge", "meaning")
    }
    data = {"username": "sol.owens", "password": PASSWORD, "csrf_token": so.token(f"{HOME}/signatures/new"), **hidden}
    assert so.post(f"{HOME}/signatures", data=data).status_code == 303
    assert so.post(f"{HOME}/signatures", data=data).status_code == 409
    assert len(revisions.signatures_of(the_assessment())) == 1


def test_qas_no_through_the_page(client_as):
    impact.submitted(NOTE)
    so, qa = client_as("SO"), client_as("QA")
    sign(so, person_for("SO"))
    address = f"{HOME}/rejections"
    sign(qa, person_for("QA"), address, 422, reason="no")
    sign(qa, person_for("QA"), address, reason="The PDF export was not tested.")
    text = page(qa, f"{HOME}/approvals")
    assert "REJECT" in text
    assert "The PDF export was not tested." in text
    assert "UNSIGNED" in text
    assert the_assessment().state == "assessing"


def test_a_failed_step_through_the_pages(client_as):
    impact.triaged(NOTE)
    so, tester = client_as("SO"), client_as(another("SO"))
    settle_and_plan(so)
    run_the_test(tester, "failed")
    defect = db.session.query(Defect).one().number
    assert defect in page(so, f"{HOME}/approvals")
    post(
        tester,
        f"/defects/{defect}",
        f"/defects/{defect}",
        decision="accept_with_control",
        reason="Read by hand for now.",
    )
    assert "You ran this test" in page(tester, f"/defects/{defect}/signatures/new")
    sign(client_as("SME"), person_for("SME"), f"/defects/{defect}/signatures")
    assert defect not in page(so, f"{HOME}/approvals")


def test_the_vendor_was_faster_through_the_pages(client_as, clock):
    impact.triaged(NOTE)
    clock.forward(days=45)
    impact.sweep()
    so, qa = client_as("SO"), client_as("QA")
    assert "live and not approved" in page(so, HOME)
    workflow = the_assessment().service.workflows[0].id
    post(
        qa,
        f"{HOME}/use-decisions/new",
        f"{HOME}/use-decisions/new",
        decision="continue_with_control",
        control="Second look at each export.",
        begins_on="",
        workflows=[str(workflow)],
    )
    sign(qa, person_for("QA"), "/use-decisions/USE-2026-0001/signatures")
    post(
        so, f"{HOME}/exposure-reviews/new", f"{HOME}/exposure-reviews/new", records="14 exports", text="All read again."
    )
    assert "14 exports" in page(so, HOME)
    address = f"{HOME}/changes/1"
    post(so, address, address, **change_fields(level="L2", rationale="Tested to be sure."))
    assert the_assessment().state == "assessing"
