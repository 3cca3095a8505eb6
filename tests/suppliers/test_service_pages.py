"""Facts and workflows on the page of a service."""

from app.suppliers import queries
from tests.factories.suppliers import make_fact, make_owned_service, make_service, make_workflow


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return response.get_data(as_text=True)


def post(client, address, form_page, status=303, **fields):
    response = client.post(address, data={"csrf_token": client.token(form_page), **fields})
    assert response.status_code == status, response.get_data(as_text=True)[:3000]
    return response.get_data(as_text=True)


def test_newer_fact_supersedes_and_the_older_one_stays_visible(client_as):
    service = make_service()
    client = client_as("SO")
    address = f"/services/{service.number}/facts"
    fields = {"name": "CAPA", "proof": "order form, page 3", "as_of": "2026-10-01"}
    post(client, f"{address}/module", f"{address}/module/new", value="licensed", **fields)
    text = post(client, f"{address}/module", f"{address}/module/new", 422, value="not_licensed", **fields)
    assert "Say why the new fact takes its place" in text
    renewed = {**fields, "as_of": "2026-11-01", "reason": "CAPA was left out of the renewed contract"}
    post(client, f"{address}/module", f"{address}/module/new", value="not_licensed", **renewed)
    text = page(client, f"/services/{service.number}")
    assert "1 earlier fact" in text
    assert "Superseded: CAPA was left out of the renewed contract" in text
    in_force = queries.fact_in_force(service, "module", "capa")
    assert (in_force.value, in_force.as_of.isoformat()) == ("not_licensed", "2026-11-01")


def test_edition_shows_on_the_service(client_as):
    service = make_service()
    client = client_as("SO")
    address = f"/services/{service.number}/facts"
    post(client, f"{address}/edition", f"{address}/edition/new", value="Enterprise", proof="order", as_of="2026-10-01")
    assert queries.service(service.number).edition == "Enterprise"


def test_fact_from_tomorrow_is_refused(client_as):
    service = make_service()
    client = client_as("SO")
    address = f"/services/{service.number}/facts"
    fields = {"name": "Zurich", "value": "release testing", "proof": "mail", "as_of": "2027-01-01"}
    assert "lies in the future" in post(client, f"{address}/site", f"{address}/site/new", 422, **fields)


def test_withdrawing_a_fact(client_as):
    service = make_service()
    fact = make_fact(service, "subprocessor", "Example Mail", "sends notifications")
    client = client_as("SO")
    address = f"/services/{service.number}/facts/{fact.id}/withdrawal"
    post(client, address, address, reason="they send mail themselves now", version="1")
    assert "they send mail themselves now" in page(client, f"/services/{service.number}")
    assert "withdrawn already" in page(client, address)


def test_workflow_is_confirmed_by_its_owner_and_an_edit_takes_it_back(client_as):
    service = make_owned_service()
    workflow = make_workflow(service, "Document approval")
    address = f"/services/{service.number}/workflows/{workflow.number}"
    client = client_as("BPO")
    post(client, f"{address}/confirmation", address)
    assert "Confirmed on" in page(client, address)
    fields = {"name": "Document approval", "areas": ["notifications", "records_data_integrity"], "version": "2"}
    post(client, address, f"{address}/edit", reason="notices were added to it", **fields)
    assert "Not confirmed" in page(client, address)
    assert queries.workflow(service.number, workflow.number).areas == ["records_data_integrity", "notifications"]


def test_somebody_elses_workflow_is_not_confirmed(client_as, person):
    service = make_owned_service()
    workflow = make_workflow(service)
    address = f"/services/{service.number}/workflows/{workflow.number}"
    other = client_as(person("bo.other", ["BPO"]))
    token = other.token(f"{address}/edit")
    response = other.post(f"{address}/confirmation", data={"csrf_token": token})
    assert response.status_code == 422
    assert "Only Bea Porter (bea.porter)" in response.get_data(as_text=True)


def test_workflow_of_another_service_is_not_there(client_as):
    workflow = make_workflow(make_service())
    other = make_service()
    assert client_as("SO").get(f"/services/{other.number}/workflows/{workflow.number}").status_code == 404


def test_fact_of_another_service_is_not_there(client_as):
    fact = make_fact(make_service(), "site", "Basel", "release testing")
    other = make_service()
    assert client_as("SO").get(f"/services/{other.number}/facts/{fact.id}/withdrawal").status_code == 404
