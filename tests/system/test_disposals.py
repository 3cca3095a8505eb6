"""Holds and retention: previewed item by item, held back with reasons, signed by two people; no row ever goes."""

import re
from datetime import timedelta

import pytest

from app.base.db import db, transaction
from app.records.signatures import SigningRefused
from app.records.verification.verify import verify
from app.suppliers.actions import services as service_actions
from app.suppliers.actions import suppliers
from app.suppliers.models import Service, Supplier
from app.system.actions import Refused, disposals, holds, registries
from app.system.models import Disposal, Hold
from app.system.queries import disposals as queries
from app.system.queries import holds as hold_queries
from app.training import actions as training
from app.training.models import Procedure
from tests.factories import impact
from tests.factories.people import PASSWORD, person_for
from tests.factories.suppliers import make_owned_service, make_supplier


@pytest.fixture
def actor(app):
    return {role: person_for(role).actor for role in ("SQM", "QA")}


@pytest.fixture
def in_force(writing, actor):
    """The shipped registry, in force."""
    with writing(actor["SQM"]):
        made = registries.draft("As our procedure 12 says.", actor["SQM"], impact.clock_now())
    impact.sign_as(made, person_for("QA"), registries.sign)
    return made


@pytest.fixture
def retired(writing, actor):
    """A supplier and its service, both retired."""
    supplier = make_supplier("Gone Ltd")
    service = make_owned_service("Gone Service", supplier)
    with writing(actor["QA"]):
        service_actions.retire_service(service, "Nobody uses it.", impact.clock_now())
    with writing(actor["QA"]):
        suppliers.retire_supplier(supplier, "Nobody uses it.", impact.clock_now())
    return supplier, service


def preview(writing, actor) -> Disposal:
    with writing(actor["SQM"]):
        return disposals.preview(actor["SQM"], impact.clock_now())


def train_again(*roles: str) -> None:
    """Fifteen years on, trainings have run out."""
    procedure = db.session.query(Procedure).one()
    today = impact.clock_now().date()
    admin = person_for("ADM").actor
    with transaction(admin, impact.clock_now()):
        for role in roles:
            done = training.Completion(person_for(role).id, procedure.id, today, today + timedelta(days=365))
            training.record_training(done, admin, impact.clock_now())


def names(rows) -> set[str]:
    return {one["name"] for one in rows}


def test_without_a_registry_nothing_is_past_its_retention(writing, actor):
    with pytest.raises(Refused, match="No registry of record types is in force"):
        preview(writing, actor)


def test_before_its_time_nothing_is_listed_and_afterwards_everything_is(writing, actor, in_force, retired, clock):
    early = preview(writing, actor)
    assert early.items == []
    assert {one["record"] for one in early.counts} >= {"suppliers.supplier", "suppliers.service"}
    clock.forward(days=15 * 366)
    late = preview(writing, actor)
    assert names(late.due) >= {retired[0].number, retired[1].number}
    assert late.kept == []


def test_a_supplier_stays_while_a_younger_record_refers_to_it(writing, actor, in_force, clock):
    supplier = make_supplier("Half Gone Ltd")
    gone, young = make_owned_service("Gone Service", supplier), make_owned_service("Young Service", supplier)
    with writing(actor["QA"]):
        for one in (supplier, gone):
            one.retired_at = impact.clock_now()
    clock.forward(days=15 * 366)
    found = preview(writing, actor)
    (kept,) = [one for one in found.kept if one["name"] == supplier.number]
    assert kept["reasons"] == [f"Records that are still kept refer to it: {young.number}."]
    assert gone.number in names(found.due)


def test_an_assessment_holds_its_service_and_supplier(writing, actor, in_force, clock):
    """An assessment that was never approved has no clock running, so all that it stands on is kept."""
    assessment = impact.triaged()
    service = assessment.service
    with writing(actor["QA"]):
        for one in (service, service.supplier):
            one.retired_at = impact.clock_now()
    clock.forward(days=15 * 366)
    found = preview(writing, actor)
    reasons = {one["name"]: " ".join(one["reasons"]) for one in found.kept}
    assert assessment.number in reasons[service.number]
    assert reasons[service.supplier.number]
    assert not names(found.due) & {service.number, service.supplier.number}


def test_a_hold_keeps_what_it_names_and_what_that_stands_on(writing, actor, in_force, retired, clock):
    supplier, service = retired
    with writing(actor["QA"]):
        held = holds.set_hold("service", service.number, "A court asked for it.", actor["QA"], impact.clock_now())
    clock.forward(days=15 * 366)
    found = preview(writing, actor)
    reasons = {one["name"]: one["reasons"] for one in found.kept}
    assert reasons[service.number] == [f"It is under the legal hold {held.number}."]
    assert service.number in reasons[supplier.number][0]


def test_two_people_sign_and_no_row_goes(writing, actor, in_force, retired, clock):
    clock.forward(days=15 * 366)
    found = preview(writing, actor)
    rows = db.session.query(Supplier).count(), db.session.query(Service).count()
    train_again("SQM", "QA")
    with pytest.raises(SigningRefused, match="in the role SQM"):
        impact.sign_as(found, person_for("QA"), disposals.sign)
    impact.sign_as(found, person_for("SQM"), disposals.sign)
    assert found.state == "requested"
    with pytest.raises(SigningRefused, match="in the role QA"):
        impact.sign_as(found, person_for("SQM"), disposals.sign)
    impact.sign_as(found, person_for("QA"), disposals.sign)
    assert found.state == "decided"
    assert (db.session.query(Supplier).count(), db.session.query(Service).count()) == rows
    assert verify(is_full=True).is_intact


def test_a_hold_set_after_the_preview_stops_the_signature(writing, actor, in_force, retired, clock):
    clock.forward(days=15 * 366)
    found = preview(writing, actor)
    with writing(actor["QA"]):
        holds.set_hold("everything", "", "An inspection was announced.", actor["QA"], impact.clock_now())
    train_again("SQM")
    with pytest.raises(SigningRefused, match="is no longer due, so nothing was signed"):
        impact.sign_as(found, person_for("SQM"), disposals.sign)
    assert found.state == "previewed"


def test_one_person_with_both_roles_does_not_sign_twice(writing, person, in_force, retired, clock):
    clock.forward(days=15 * 366)
    both = person("bo.soth", ["SQM", "QA"])
    with writing(both.actor):
        found = disposals.preview(both.actor, impact.clock_now())
    impact.sign_as(found, both, disposals.sign)
    with pytest.raises(SigningRefused, match="has to come from another person"):
        impact.sign_as(found, both, disposals.sign)


def test_pages_show_the_preview_and_say_what_carrying_out_removes(client_as, writing, actor, in_force, retired, clock):
    clock.forward(days=15 * 366)
    sqm = client_as("SQM")
    token = sqm.token("/system/disposals")
    address = sqm.post("/system/disposals", data={"csrf_token": token}).headers["Location"]
    for place in ("/system/disposals", address, f"{address}/dropping"):
        assert sqm.get(place).status_code == 200
    text = sqm.get(address).get_data(as_text=True)
    assert "Carrying out removes files only" in text
    assert retired[0].number in text


def test_a_hold_is_set_by_qa_and_lifted_by_somebody_else_with_a_reason(client_as, person):
    service = make_owned_service()
    qa, other = client_as("QA"), person("quinn.other", ["QA"])
    fields = {"scope": "service", "value": "SVC-9999", "reason": "A court asked for these records."}
    refused = qa.post("/system/legal-holds", data={**fields, "csrf_token": qa.token("/system/legal-holds/new")})
    assert "There is nothing called “SVC-9999” here" in refused.get_data(as_text=True)
    fields |= {"value": service.number, "csrf_token": qa.token("/system/legal-holds/new")}
    address = qa.post("/system/legal-holds", data=fields).headers["Location"]
    assert "A court asked" in qa.get(f"/services/{service.number}/legal-holds").get_data(as_text=True)
    assert "somebody else of QA lifts it" in qa.get(f"{address}/liftings/new").get_data(as_text=True)
    client = client_as(other)
    text = client.get(f"{address}/liftings/new").get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|sha256|challenge|meaning)" value="([^"]+)"', text))
    typed = {**hidden, "username": other.username, "password": PASSWORD}
    assert client.post(f"{address}/liftings", data={**typed, "reason": "."}).status_code == 422
    assert client.post(f"{address}/liftings", data={**typed, "reason": "The court closed the case."}).status_code == 303
    found = db.session.query(Hold).one()
    assert (found.state, found.lifted_because) == ("lifted", "The court closed the case.")
    assert hold_queries.active_scopes() == []
    assert "LIFT-HOLD" in client.get(address).get_data(as_text=True)


def test_listing_counts_what_is_due(client_as, writing, actor, in_force):
    preview(writing, actor)
    text = client_as("INSP").get("/system/disposals").get_data(as_text=True)
    assert "DSP-2026-0001" in text
    assert queries.disposal("DSP-2026-0001").due == []
