"""The pages of an impact assessment, as each role meets them: the main job clicked through, and what is refused."""

import io
import re

import pytest

from app.base.db import db, transaction
from app.impact.models import Assessment, Defect, TestRun
from app.records import revisions
from app.records.signature import SigningRefusal
from tests import pages
from tests.factories import impact
from tests.factories.impact import actor, another
from tests.factories.people import PASSWORD, person_for

NOTE = "- Users can now export records as CSV files.\n- A fixed typo in the help page.\n"
HOME = "/impact-assessments/RIA-2026-0001"
NO = {f"needs_{one}": "no" for one in ("configuration", "procedure", "training", "role", "integration", "document")}
KNOWN = {"default_state": "auto_on", "could_have_affected_records": "no", **NO}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def signing_pages(monkeypatch):
    """The kernel asks for files once for each kind of part, so a signing page costs more than any other page."""
    monkeypatch.setattr(pages, "MOST_QUERIES", pages.MOST_QUERIES + 10)


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return response.get_data(as_text=True)


def post(client, address, form_page, status=303, **fields):
    response = client.post(address, data={"csrf_token": client.token(form_page), **fields})
    assert response.status_code == status, response.get_data(as_text=True)[:4000]
    return response.get_data(as_text=True)


def the_assessment() -> Assessment:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Assessment).one()


def change_fields(position=1, **more):
    change = the_assessment().this_round.changes[position - 1]
    return {
        "version": change.version,
        "kind": change.settled_kind,
        "impact": change.settled_impact,
        "areas": change.settled_areas,
        "flags": change.settled_flags,
        "level": "",
        "rationale": "",
        **KNOWN,
        **more,
    }


def sign(client, who, address=f"{HOME}/signatures", status=303, **more):
    text = page(client, f"{address}/new")
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', text).group(1) for name in ("sha256", "challenge", "meaning")
    }
    fields = {"username": who.username, "password": PASSWORD, **hidden, **more}
    return post(client, address, f"{address}/new", status, **fields)


def settle_and_plan(client):
    for position in (1, 2):
        address = f"{HOME}/changes/{position}"
        post(client, address, address, **change_fields(position, level="L2", rationale="Tested to be sure."))
    service = the_assessment().service.number
    post(
        client,
        f"/tests/new?service={service}",
        f"/tests/new?service={service}",
        title="Export with trail",
        purpose="The export carries the trail.",
        kind="scripted",
        steps="Export a record => The trail is in it",
        pack_test="",
    )
    post(
        client,
        f"{HOME}/planned-tests/new",
        f"{HOME}/planned-tests/new",
        script="TST-0001",
        title="",
        goal="",
        is_to_run="yes",
        reason="The export changes.",
    )


def run_test(client, result="passed"):
    planned = the_assessment().this_round.planned_tests[0].id
    start = f"{HOME}/planned-tests/{planned}/runs/new"
    post(client, start, start, environment="Validation tenant")
    run = db.session.query(TestRun).order_by(TestRun.id.desc()).first().id
    address = f"{HOME}/runs/{run}"
    fields = {
        "step1-actual": "The trail was in it.",
        "step1-result": result,
        "notes": "",
        "step1-evidence": (io.BytesIO(PNG), "screen.png"),
    }
    data = {"csrf_token": client.token(address), **fields}
    response = client.post(address, data=data, content_type="multipart/form-data")
    assert response.status_code == 303, response.get_data(as_text=True)[:3000]
    return address


def conclude(client):
    post(
        client,
        f"{HOME}/procedures/new",
        f"{HOME}/procedures/new",
        outcome="not_needed",
        procedure="",
        what="",
        reason="No step of ours changes.",
    )
    post(
        client,
        f"{HOME}/trainings/new",
        f"{HOME}/trainings/new",
        outcome="none",
        roles="",
        summary="",
        due="",
        reason="Nothing that people do changes.",
    )
    post(client, f"{HOME}/conclusions/new", f"{HOME}/conclusions/new", fit="yes", text="It was tested and works.")


def test_the_main_job_through_the_pages(signing_pages, client_as, clock):
    impact.an_assessment(NOTE)
    so = client_as("SO")
    assert "RIA-2026-0001" in page(so, "/impact-assessments?state=open&sort=due")
    assert "<mark>" in page(so, HOME)
    post(so, f"{HOME}/triages", HOME)
    settle_and_plan(so)
    tester = client_as(another("SO"))
    run = run_test(tester)
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


def test_the_signing_page_shows_exactly_what_is_signed(signing_pages, client_as):
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


def test_a_refused_signing_comes_back_with_the_page_and_stands_on_record(signing_pages, client_as):
    impact.submitted(NOTE)
    so = client_as("SO")
    text = sign(so, person_for("SO"), status=409, password="not my password at all")
    assert "What you sign" in text
    assert 'value="sol.owens"' in text
    assert "not my password" not in text
    assert db.session.query(SigningRefusal).count() == 1
    assert revisions.signatures_of(the_assessment()) == []
    sign(so, person_for("SO"))


def test_a_stale_page_is_refused_with_409(signing_pages, client_as, clock):
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


def test_a_double_click_makes_one_signature(signing_pages, client_as):
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


def test_qas_no_through_the_page(signing_pages, client_as):
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


def test_wrong_input_keeps_what_was_typed(client_as):
    impact.triaged(NOTE)
    so, address = client_as("SO"), f"{HOME}/changes/1"
    text = post(so, address, address, 422, **change_fields(level="L0", module="Premium edition"))
    assert "Say why in the rationale" in text
    assert 'value="Premium edition"' in text
    assert not the_assessment().this_round.changes[0].is_settled


def test_a_change_settled_meanwhile_is_not_overwritten(client_as):
    impact.triaged(NOTE)
    so, address = client_as("SO"), f"{HOME}/changes/1"
    stale = change_fields(level="L2", rationale="First look.")
    post(so, address, address, **stale)
    assert "Somebody changed this record" in post(so, address, address, 422, **stale)


def test_changes_without_impact_go_together(client_as):
    impact.triaged("- Fixed a typo in the help page.\n- Reworded two tooltips.\n")
    so = client_as("SO")
    post(so, f"{HOME}/no-impact-settlements", HOME, positions=["1", "2"], code="documentation")
    assert [one.settled_level for one in the_assessment().this_round.changes] == ["L0", "L0"]


def test_a_failed_step_through_the_pages(signing_pages, client_as):
    impact.triaged(NOTE)
    so, tester = client_as("SO"), client_as(another("SO"))
    settle_and_plan(so)
    run_test(tester, "failed")
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


def test_a_run_without_every_step_keeps_what_was_typed(client_as):
    impact.triaged(NOTE)
    so = client_as("SO")
    settle_and_plan(so)
    planned = the_assessment().this_round.planned_tests[0].id
    post(
        so,
        f"{HOME}/planned-tests/{planned}/runs/new",
        f"{HOME}/planned-tests/{planned}/runs/new",
        environment="Sandbox",
    )
    run = db.session.query(TestRun).one().id
    text = post(
        so, f"{HOME}/runs/{run}", f"{HOME}/runs/{run}", 422, **{"step1-actual": "", "notes": "Half way through"}
    )
    assert "Step 1" in text
    assert "Half way through" in text


def test_the_vendor_was_faster_through_the_pages(signing_pages, client_as, clock):
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


def test_an_edited_note_shows_its_diff_and_is_confirmed_in_one_go(client_as):
    assessment = impact.triaged(NOTE)
    impact.settle_all(assessment, level="L2")
    with transaction(actor("SQM"), impact.clock_now()):
        impact.a_note(assessment.release, NOTE + "- Deleted records leave the audit trail.\n")
    impact.sweep()
    so = client_as("SO")
    text = page(so, HOME)
    assert "What the vendor changed in the note" in text
    assert 'class="diff-added"' in text
    post(so, f"{HOME}/confirmations", HOME)
    assert [one.is_settled for one in the_assessment().this_round.changes] == [True, True, False]


def test_ways_beside_the_main_road_through_the_page(client_as):
    impact.triaged(NOTE)
    so, address = client_as("SO"), f"{HOME}/departures/new"
    assert "Name the day" in post(
        so, address, address, 422, way="defer", until="", into="", reason="The vendor waits for us."
    )
    post(so, address, address, way="not_adopt", until="", into="", reason="The new export is not wanted.")
    assert the_assessment().state == "not_adopted"


def test_reassigning_needs_a_reason(client_as):
    impact.triaged(NOTE)
    other, sqm, address = another("SO"), client_as("SQM"), f"{HOME}/reassignments/new"
    post(sqm, address, address, 422, to=str(other.id), reason="x")
    post(sqm, address, address, to=str(other.id), reason="Sol is away until Monday.")
    assert the_assessment().assessor_name == other.name


def test_going_live_and_closing_through_the_page(client_as, clock):
    assessment = impact.submitted(NOTE)
    for who in (person_for("SO"), person_for("SO"), person_for("SME"), person_for("BPO"), person_for("QA")):
        impact.sign_as(assessment, who)
    qa = client_as("QA")
    data = {"csrf_token": qa.token(HOME)}
    refused = qa.post(f"{HOME}/go-live", data=data)
    assert refused.status_code == 409
    assert "still to come" in refused.get_data(as_text=True)
    clock.forward(days=45)
    qa = client_as("QA")
    post(qa, f"{HOME}/go-live", HOME)
    post(qa, f"{HOME}/closure", HOME)
    assert the_assessment().state == "closed"


def test_the_panel_on_the_service_page(client_as):
    assessment = impact.an_assessment(NOTE)
    client = client_as("BPO")
    assert "RIA-2026-0001" in page(client, f"/services/{assessment.service.number}/impact-assessments")


def test_vendors_words_are_never_html(client_as):
    impact.triaged(f"- The audit trail {pages.CANARY} export now works.\n")
    so = client_as("SO")
    for address in (HOME, f"{HOME}/changes/1", f"{HOME}/tests", f"{HOME}/approvals", f"{HOME}/history"):
        page(so, address)


@pytest.mark.parametrize("role", ["BPO", "QA", "LEAD", "INSP", "ADM", "ISEC"])
def test_who_may_not_assess(client_as, role):
    impact.triaged(NOTE)
    client = client_as(role)
    expected = 403
    status = client.get(f"{HOME}/conclusions/new").status_code
    assert status == expected
    assert client.get(HOME).status_code == (403 if role == "ADM" else 200)


def test_missing_and_malformed_addresses(client_as):
    impact.triaged(NOTE)
    so = client_as("SO")
    for address in (
        "/impact-assessments/RIA-2026-9999",
        "/impact-assessments/none",
        f"{HOME}/changes/99",
        f"{HOME}/runs/99",
        f"{HOME}/evidence/1",
        "/defects/DEF-2026-0099",
        "/tests/TST-9999",
    ):
        assert so.get(address).status_code == 404, address


def test_evidence_of_another_assessment_is_not_handed_out(client_as, clock):
    impact.triaged(NOTE)
    so = client_as("SO")
    settle_and_plan(so)
    run_test(so)
    impact.triaged(NOTE)
    assert so.get(f"{HOME}/evidence/1").status_code == 200
    assert so.get("/impact-assessments/RIA-2026-0002/evidence/1").status_code == 404


def test_pages_cost_the_same_for_more_rows(client_as, clock):
    impact.triaged("".join(f"- The audit trail shows field {n} of a record.\n" for n in range(40)))
    so = client_as("SO")
    for address in (HOME, f"{HOME}/changes/1", f"{HOME}/tests", f"{HOME}/approvals", f"{HOME}/history"):
        page(so, address)
        print(address, so.queries)
