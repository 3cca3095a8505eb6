"""The pages of suppliers, services, facts and workflows, as each role meets them."""

import pytest

from app.base.db import db
from app.records import history
from app.suppliers import queries
from app.suppliers.panels import service_page
from app.web.panels import Panel
from tests.factories.people import person_for
from tests.factories.suppliers import make_owned_service, make_service, make_supplier, make_workflow

REASON = "the contract of March names another address"


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return response.get_data(as_text=True)


def post(client, address, form_page, status=303, **fields):
    response = client.post(address, data={"csrf_token": client.token(form_page), **fields})
    assert response.status_code == status, response.get_data(as_text=True)[:3000]
    return response.get_data(as_text=True)


def test_registering_a_supplier_shows_it_with_its_history(client_as):
    client = client_as("SQM")
    owner = person_for("SQM")
    post(client, "/suppliers", "/suppliers/new", name="Årsten  Øl AS", country="Norway", owner_id=str(owner.id))
    text = page(client, "/suppliers/SUP-0001")
    assert "Årsten  Øl AS" in text
    assert "registered" in text
    assert "Sam Quinn" in text
    assert "name_key" not in text


def test_wrong_input_keeps_what_was_typed(client_as):
    client = client_as("SQM")
    text = post(client, "/suppliers", "/suppliers/new", 422, name="Northlake", website="northlake", country="Germany")
    assert 'value="Northlake"' in text
    assert 'value="Germany"' in text
    assert "Write it in full" in text
    assert queries.supplier("SUP-0001") is None


def test_a_name_that_is_taken_is_refused_beside_its_field(client_as):
    make_supplier("Northlake GmbH")
    client = client_as("SQM")
    text = post(client, "/suppliers", "/suppliers/new", 422, name="NORTHLAKE  gmbh", country="Germany")
    assert "SUP-0001 already bears this name" in text
    assert 'aria-invalid="true"' in text


def test_changing_needs_a_reason_and_shows_old_new_who_and_why(client_as):
    supplier = make_supplier("Northlake GmbH", country="Germany")
    client = client_as("SQM")
    address = f"/suppliers/{supplier.number}"
    fields = {"name": "Northlake GmbH", "country": "Austria", "version": "1"}
    text = post(client, address, f"{address}/edit", 422, reason="update", **fields)
    assert "Say why in your own words" in text
    post(client, address, f"{address}/edit", reason=REASON, **fields)
    text = page(client, address)
    assert "<del>Germany</del>" in text
    assert "<ins>Austria</ins>" in text
    assert REASON in text


def test_saving_without_a_difference_leaves_no_event(client_as):
    supplier = make_supplier("Northlake GmbH", country="Germany")
    client = client_as("SQM")
    address = f"/suppliers/{supplier.number}"
    before = len(history.of("suppliers.supplier", supplier.id))
    fields = {"name": "Northlake GmbH", "country": "Germany", "version": "1", "reason": REASON}
    post(client, address, f"{address}/edit", **fields)
    assert "nothing was saved" in page(client, address)
    assert len(history.of("suppliers.supplier", supplier.id)) == before


def test_a_stale_page_does_not_overwrite(client_as):
    supplier = make_supplier("Northlake GmbH", country="Germany")
    client = client_as("SQM")
    address = f"/suppliers/{supplier.number}"
    fields = {"name": "Northlake GmbH", "version": "1", "reason": REASON}
    post(client, address, f"{address}/edit", country="Austria", **fields)
    text = post(client, address, f"{address}/edit", 409, country="Italy", **fields)
    assert "Somebody changed this record while you had it open" in text
    assert 'value="Italy"' in text
    assert "Austria" in page(client, address)


def test_supplier_in_use_is_not_retired_and_says_what_holds_it(client_as):
    service = make_service("Northlake QMS")
    client = client_as("QA")
    supplier = service.supplier
    text = page(client, f"/suppliers/{supplier.number}/retirement")
    assert "The service SVC-0001 Northlake QMS is still active. Retire it first." in text
    token = client.token(f"/services/{service.number}/retirement")
    response = client.post(
        f"/suppliers/{supplier.number}/retirement", data={"csrf_token": token, "reason": REASON, "version": "1"}
    )
    assert response.status_code == 409
    assert queries.supplier(supplier.number).is_active


def test_retiring_and_reactivating_are_two_acts_with_reasons(client_as):
    supplier = make_supplier("Northlake GmbH")
    client = client_as("QA")
    address = f"/suppliers/{supplier.number}"
    post(client, f"{address}/retirement", f"{address}/retirement", reason="the contract ended", version="1")
    assert "the contract ended" in page(client, address)
    post(client, f"{address}/reactivation", f"{address}/reactivation", reason="they came back to us", version="2")
    acts = [one.act for one in history.of("suppliers.supplier", supplier.id)]
    assert acts == ["suppliers.supplier.reactivated", "suppliers.supplier.retired", "suppliers.supplier.registered"]
    assert "is active already" in page(client, f"{address}/reactivation")


def test_retired_supplier_is_not_changed(client_as):
    supplier = make_supplier("Northlake GmbH")
    address = f"/suppliers/{supplier.number}"
    client = client_as("QA")
    post(client, f"{address}/retirement", f"{address}/retirement", reason="the contract ended", version="1")
    client = client_as("SQM")
    fields = {"name": "Other", "version": "2", "reason": REASON}
    assert "Reactivate it before you change it" in post(client, address, "/suppliers/new", 422, **fields)


def test_service_with_its_owners(client_as):
    supplier = make_supplier()
    client = client_as("SQM")
    bpo, so = person_for("BPO"), person_for("SO")
    address = f"/suppliers/{supplier.number}/services"
    fields = {"name": "Northlake QMS", "is_regulated": "yes", "notice_days": "30", "bpo_id": str(bpo.id)}
    post(client, address, f"{address}/new", so_id=str(so.id), **fields)
    text = page(client, "/services/SVC-0001")
    assert "Bea Porter" in text
    assert "Sol Owens" in text
    assert "30 days" in text
    assert "not chosen" in page(client, "/services")


@pytest.mark.parametrize(
    ("role", "sentence"), [("SO", "Not a valid choice"), ("SQM", "Not a valid choice")], ids=["so as bpo", "sqm as bpo"]
)
def test_owner_without_the_role_is_refused(client_as, role, sentence):
    supplier = make_supplier()
    client = client_as("SQM")
    address = f"/suppliers/{supplier.number}/services"
    fields = {"name": "Northlake QMS", "is_regulated": "yes", "bpo_id": str(person_for(role).id)}
    assert sentence in post(client, address, f"{address}/new", 422, **fields)


def test_one_person_is_not_both_owners(client_as, person):
    both = person("bo.soth", ["BPO", "SO"])
    supplier = make_supplier()
    client = client_as("SQM")
    address = f"/suppliers/{supplier.number}/services"
    fields = {"name": "Northlake QMS", "is_regulated": "yes", "bpo_id": str(both.id), "so_id": str(both.id)}
    assert "is already the business process owner" in post(client, address, f"{address}/new", 422, **fields)


@pytest.mark.parametrize(
    "address",
    [
        "/suppliers/SUP-9999",
        "/suppliers/SVC-0001",
        "/suppliers/sup-0001",
        "/suppliers/SUP-0001%00",
        "/suppliers/SUP-9999/edit",
        "/suppliers/SUP-9999/retirement",
        "/suppliers/SUP-9999/services/new",
        "/services/SVC-9999",
        "/services/SVC-9999/facts/module/new",
        "/services/SVC-0001/facts/colour/new",
        "/services/SVC-9999/workflows/new",
        "/tier-choices/TIE-2026-9999",
        "/suppliers/imports/IMP-2026-9999",
    ],
)
def test_what_does_not_exist_is_not_found(client_as, address):
    assert client_as("SQM").get(address).status_code == 404


READS = [
    "/suppliers",
    "/services",
    "/suppliers/SUP-0001",
    "/services/SVC-0001",
    "/services/SVC-0001/workflows/WFL-0001",
]
FORMS = {
    "/suppliers/new": {"SQM"},
    "/suppliers/SUP-0001/edit": {"SQM"},
    "/suppliers/SUP-0001/retirement": {"SQM", "QA"},
    "/suppliers/SUP-0001/services/new": {"SQM", "SO"},
    "/services/SVC-0001/edit": {"SQM", "SO"},
    "/services/SVC-0001/facts/module/new": {"SQM", "SO"},
    "/services/SVC-0001/retirement": {"SQM", "QA"},
    "/services/SVC-0001/workflows/new": {"SQM", "SO", "BPO"},
    "/services/SVC-0001/workflows/WFL-0001/edit": {"SQM", "SO", "BPO"},
    "/services/SVC-0001/tier-choices/new": {"SQM"},
    "/suppliers/imports": {"SQM"},
    "/suppliers/imports/new": {"SQM"},
}


@pytest.mark.parametrize("role", ["SQM", "BPO", "SO", "SME", "ISEC", "QA", "LEAD", "INSP", "ADM"])
def test_each_role_opens_what_it_may(client_as, role):
    make_workflow(make_owned_service())
    client = client_as(role)
    expected = dict.fromkeys(READS, 403 if role == "ADM" else 200)
    expected |= {address: 200 if role in roles else 403 for address, roles in FORMS.items()}
    assert {address: client.get(address).status_code for address in expected} == expected


def test_panels_are_shown_to_those_who_may_open_them(client_as):
    service = make_service()
    panel = Panel("Access to the service", "services.edit", "suppliers.service.edit")
    service_page.register(panel)
    try:
        assert "Access to the service" in page(client_as("SO"), f"/services/{service.number}")
        assert "Access to the service" not in page(client_as("LEAD"), f"/services/{service.number}")
    finally:
        service_page.forget(panel)


def test_older_history_is_a_link_away(client_as, writing):
    supplier = make_supplier("Northlake GmbH")
    for turn in range(25):
        with writing():
            db.session.refresh(supplier)
            supplier.country = f"Country {turn}"
    client = client_as("LEAD")
    text = page(client, f"/suppliers/{supplier.number}")
    assert "Older entries" in text
    assert "registered" not in text.split("History")[1]
    link = text.split('href="?history=')[1].split("#")[0]
    assert "registered" in page(client, f"/suppliers/{supplier.number}?history={link}").split("History")[1]
