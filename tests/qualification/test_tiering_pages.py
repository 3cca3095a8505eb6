"""The pages of tierings: opened from the service, written on a sheet, found in the list, told as work."""

import pytest
from sqlalchemy import func, select

from app.base.db import db, transaction
from app.notices.models import Notice
from app.notices.watching import run_errand
from app.qualification.actions.waiting import tierings_for
from app.qualification.errands import signatures_awaited
from app.qualification.models import Tiering
from app.records.actor import CLOCK
from app.suppliers import blockers
from app.suppliers import queries as suppliers
from tests.factories.people import clock_now, make_person, person_for
from tests.factories.qualification import CRITICAL, LIGHT, again, make_scored, make_tiering, typed
from tests.factories.suppliers import make_owned_service
from tests.qualification.test_tierings import signed_by, signers

__all__ = ["signers"]
pytestmark = pytest.mark.usefixtures("app")


def fields_of(sheet):
    return {f"{code}-{name}": text for code, entry in sheet.items() for name, text in entry.items()}


def test_a_tiering_is_opened_on_the_page_of_its_service_and_leads_to_the_sheet(client_as):
    service, client = make_owned_service(), client_as("SQM")
    panel = f"/services/{service.number}/tierings"
    assert "Open a tiering" in client.get(panel).get_data(as_text=True)
    answer = client.post(panel, data={"csrf_token": client.token(panel)})
    assert answer.headers["Location"] == "/tierings/INH-2026-0001/sheet"
    text = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "automates a GxP decision, little human review" in text
    assert "Unknown – counts as 3 and is flagged" in text
    assert "Open a tiering" not in client.get(panel).get_data(as_text=True)
    again_ = client.post(panel, data={"csrf_token": client.token("/tierings/INH-2026-0001/sheet")})
    assert again_.status_code in {409, 422}
    assert "INH-2026-0001 is not decided yet" in again_.get_data(as_text=True)
    assert "Open a tiering" not in client_as("BPO").get(panel).get_data(as_text=True)


def test_a_refused_sheet_keeps_everything_that_was_typed(client_as):
    tiering, client = make_tiering(), client_as("SQM")
    address = f"/tierings/{tiering.number}"
    fields = fields_of(typed(LIGHT, "kept word for word")) | {"F4-rationale": ""}
    del fields["F6-score"]
    answer = client.post(f"{address}/sheets", data={"csrf_token": client.token(f"{address}/sheet"), **fields})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert text.count("kept word for word") == 9
    assert text.count("checked") == 9
    assert 'href="#F4-rationale"' in text
    assert "F6: choose a score" in text
    assert again(tiering).sheets == []


def test_the_list_narrows_sorts_and_goes_out(client_as):
    light, critical = make_scored(LIGHT), make_scored(CRITICAL, CRITICAL)
    waiting = make_scored(CRITICAL)
    client = client_as("LEAD")
    shown = client.get("/tierings?tier=T1").get_data(as_text=True)
    assert critical.number in shown
    assert light.number not in shown
    assert waiting.number in client.get("/tierings?state=second_scoring").get_data(as_text=True)
    assert client.get("/tierings?sort=-tier").status_code == 200
    lines = client.get("/tierings?format=csv").get_data(as_text=True).splitlines()
    assert len(lines) == 4
    assert any(f"{light.number}" in line and "25.0" in line for line in lines)
    assert not any(waiting.number in line and "T1" in line for line in lines)


def test_agreeing_choosing_and_dropping_have_pages_of_their_own(client_as):
    tiering = make_scored({**CRITICAL, "F3": "0"}, {**CRITICAL, "F3": "2"})
    client, address = client_as("SQM"), f"/tierings/{tiering.number}"
    place = f"{address}/agreements/3"
    text = client.get(place).get_data(as_text=True)
    assert "2 – confidential or personal" in text
    assert "3 – supports quality decisions" not in text
    token = client.token(place)
    refused = client.post(place, data={"csrf_token": token, "score": "3", "rationale": "We both think so."})
    assert (refused.status_code, "lies from 0 to 2" in refused.get_data(as_text=True)) == (422, True)
    assert client.post(place, data={"csrf_token": token, "score": "2", "rationale": "Contract."}).status_code == 303
    place = f"{address}/weighing"
    fields = {"csrf_token": client.token(place), "tier": "T2", "rationale": "It is small."}
    refused = client.post(place, data=fields)
    assert "Floor R1 asks for T1 at least" in refused.get_data(as_text=True)
    assert "It is small." in refused.get_data(as_text=True)
    place = f"{address}/dropping"
    assert client.post(place, data={"csrf_token": client.token(place), "reason": "x"}).status_code == 422
    fields = {"csrf_token": client.token(place), "reason": "The contract was not signed."}
    assert client.post(place, data=fields).status_code == 303
    assert again(tiering).state == "dropped"
    assert "no signature waits" in client.get(f"{address}/signatures/new").get_data(as_text=True)


def test_work_is_told_to_whom_the_verdicts_let(client_as, signers):
    tiering = make_scored({**CRITICAL, "F3": "0"})
    told = {role: [one.what for one in tierings_for(person_for(role).actor)] for role in ("SQM", "SME", "BPO", "QA")}
    assert told == {"SQM": [], "SME": ["Score the ten factors"], "BPO": [], "QA": []}
    assert f"{tiering.number}" in client_as("SME").get("/my-qualification-tasks").get_data(as_text=True)
    other = make_scored({**CRITICAL, "F3": "0"}, {**CRITICAL, "F3": "2"})
    assert [one.what for one in tierings_for(person_for("SQM").actor)] == ["Agree on the scores"]
    assert other.number != tiering.number
    light = make_scored(LIGHT)
    assert "Sign as AUTHOR" in [one.what for one in tierings_for(person_for("SQM").actor)]
    signed_by(signers, light, "SQM")
    assert [one.what for one in tierings_for(person_for("BPO").actor)] == ["Sign as APPROVE-BPO"]
    news = list(signatures_awaited(clock_now()))
    assert [(one.record, one.person_id) for one in news] == [(light.number, person_for("BPO").id)]
    for _ in range(2):
        with transaction(CLOCK, clock_now()) as opened:
            run_errand(news, opened.now)
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1


def test_an_open_tiering_stands_against_retiring_its_service():
    tiering = make_tiering()
    assert any(tiering.number in sentence for sentence in blockers.told(tiering.service))


def test_a_retired_service_is_not_tiered(client_as):
    make_person("spare.owner", ["BPO"])
    service = make_owned_service()
    client, place = client_as("SQM"), f"/services/{service.number}/retirement"
    fields = {"csrf_token": client.token(place), "version": service.version, "reason": "Nobody uses it any more."}
    client.post(place, data=fields)
    assert not suppliers.service(service.number).is_active
    panel = f"/services/{service.number}/tierings"
    answer = client.post(panel, data={"csrf_token": client.token("/services")})
    assert "is retired" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Tiering)).all() == []


def test_ones_work_costs_the_same_for_two_tierings_and_for_eight(client_as):
    client = client_as("SQM")
    costs = []
    for more in (2, 6):
        for _ in range(more):
            make_scored(LIGHT)
        assert client.get("/my-qualification-tasks").status_code == 200
        costs.append(client.queries)
    assert costs[0] == costs[1]
