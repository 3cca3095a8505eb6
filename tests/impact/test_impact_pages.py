"""The pages of an impact assessment, as each role meets them: the main job clicked through, and what is refused."""

import pytest

from app.base.db import db, transaction
from app.impact.models import TestRun
from tests import pages
from tests.factories import impact
from tests.factories.impact import actor, another
from tests.factories.impact_pages import (
    HOME,
    NOTE,
    change_fields,
    page,
    post,
    run_the_test,
    settle_and_plan,
    the_assessment,
)
from tests.factories.people import person_for


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
    run_the_test(so)
    impact.triaged(NOTE)
    assert so.get(f"{HOME}/evidence/1").status_code == 200
    assert so.get("/impact-assessments/RIA-2026-0002/evidence/1").status_code == 404


def test_pages_cost_the_same_for_more_rows(client_as, clock):
    impact.triaged("".join(f"- The audit trail shows field {n} of a record.\n" for n in range(40)))
    so = client_as("SO")
    for address in (HOME, f"{HOME}/changes/1", f"{HOME}/tests", f"{HOME}/approvals", f"{HOME}/history"):
        page(so, address)
        print(address, so.queries)
