"""What people do with the register, and what the trail says about it."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from app.base.db import db
from app.records import history, trail
from app.suppliers import blockers, queries
from app.suppliers.actions import services, suppliers, workflows
from app.suppliers.actions.facts import record_fact, withdraw_fact
from app.suppliers.actions.refused import Refused
from app.suppliers.actions.retiring import StillInUse
from app.suppliers.models import ServiceFact
from app.suppliers.queries.history import history_of
from app.suppliers.rules.details import ServiceDetails, SupplierDetails
from app.suppliers.rules.facts import FactDetails
from tests.factories.people import person_for
from tests.factories.suppliers import make_fact, make_owned_service, make_service, make_supplier, make_workflow


def acts(record) -> list[str]:
    return [one.act for one in history.of(record.__record__, record.id)]


def test_change_says_old_new_and_why(writing, app):
    supplier = make_supplier("Northlake", country="Germany")
    with writing(person_for("SQM").actor):
        assert suppliers.change_supplier(supplier, SupplierDetails("Northlake", "Austria"), "they moved to Vienna")
    event = history.of("suppliers.supplier", supplier.id)[0]
    assert (event.before, event.after) == ({"country": "Germany"}, {"country": "Austria"})
    assert (event.reason, event.actor_username) == ("they moved to Vienna", "sam.quinn")


def test_same_values_leave_no_event(writing, app):
    supplier = make_supplier("Northlake", country="Germany")
    with writing():
        assert not suppliers.change_supplier(supplier, SupplierDetails("Northlake", "Germany"), "nothing really")
    assert acts(supplier) == ["suppliers.supplier.registered"]


def test_reason_of_a_change_that_did_not_happen_does_not_stick_to_the_next(writing, app):
    supplier = make_supplier("Northlake", country="Germany")
    with writing():
        suppliers.change_supplier(supplier, SupplierDetails("Northlake", "Germany"), "nothing really")
        supplier.country = "Austria"
    assert history.of("suppliers.supplier", supplier.id)[0].reason is None


def test_blockers_of_other_rooms_stand_in_the_way(writing, app):
    service = make_service("Northlake QMS")

    def feed(asked):
        return [f"The feed FED-0001 still speaks for {asked.number}. Withdraw it first."]

    blockers.register(feed)
    try:
        with pytest.raises(StillInUse, match="The feed FED-0001 still speaks for SVC-0001"), writing() as opened:
            services.retire_service(service, "not used any more", opened.now)
    finally:
        blockers.forget(feed)


def test_retired_service_blocks_nothing_any_more(writing, app):
    service = make_owned_service()
    workflow = make_workflow(service)
    with pytest.raises(StillInUse, match="The workflow WFL-0001"), writing() as opened:
        services.retire_service(service, "not used any more", opened.now)
    with writing() as opened:
        workflows.retire_workflow(workflow, "nobody does this any more", opened.now)
        db.session.flush()
        services.retire_service(service, "not used any more", opened.now)
        db.session.flush()
        suppliers.retire_supplier(service.supplier, "nothing left of it", opened.now)
    assert acts(service)[0] == "suppliers.service.retired"
    with pytest.raises(StillInUse, match="Reactivate it first"), writing():
        services.reactivate_service(service, "it is needed again")
    with pytest.raises(StillInUse, match="Reactivate it first"), writing():
        workflows.reactivate_workflow(workflow, "it is needed again")


def test_state_is_not_set_past_its_door(writing, app):
    supplier = make_supplier()
    with pytest.raises(trail.TrailRefused, match="use a move"), writing():
        supplier.state = "retired"


def test_owner_who_left_does_not_stop_another_correction(writing, person):
    gone = person("bo.gone", ["BPO"])
    service = make_service(bpo_id=gone.id)
    with writing() as opened:
        gone.deactivated_at, gone.deactivated_because = opened.now, "left the company"
    details = ServiceDetails(service.name, is_regulated=True, bpo_id=gone.id, production_window="Saturdays")
    with writing():
        assert services.change_service(service, details, "the window was agreed")
    newly_owned = replace(details, so_id=person_for("SO").id)
    with pytest.raises(Refused, match="is deactivated"), writing():
        services.change_service(service, newly_owned, "a system owner was named")


def test_fact_supersedes_only_with_reason_and_newer_proof(writing, app):
    service = make_service()
    make_fact(service, "toggle", "AI drafting", "off")
    now = history.of("suppliers.service", service.id)[0].at
    details = FactDetails("toggle", "ai  DRAFTING", "on", "screenshot", now.date())
    with pytest.raises(Refused, match="Say why the new fact"), writing():
        record_fact(service, details, now)
    older = replace(details, as_of=now.date().replace(year=2025))
    with pytest.raises(Refused, match="an older proof cannot supersede"), writing():
        record_fact(service, older, now, "found an older mail")
    with writing():
        record_fact(service, details, now, "the pilot began")
    newest, earlier = queries.facts_of(service)
    assert (newest.value, newest.is_in_force, earlier.is_in_force) == ("on", True, False)
    assert acts(earlier)[0] == "suppliers.service_fact.withdrawn"


def test_same_fact_twice_is_refused(writing, app):
    service = make_service()
    make_fact(service, "site", "Basel", "release testing")
    with pytest.raises(Refused, match="stands in the record already"):
        make_fact(service, "site", "Basel", "release testing")


def test_database_keeps_one_fact_in_force(writing, app):
    service = make_service()
    fact = make_fact(service, "site", "Basel", "release testing")
    again = {"service_id": service.id, "kind": "site", "name": "BASEL", "value": "v", "proof": "p"}
    second = ServiceFact(**again, as_of=fact.as_of)
    with pytest.raises(IntegrityError), writing():
        db.session.add(second)


def test_withdrawn_edition_leaves_the_service(writing, app):
    service = make_service()
    fact = make_fact(service, "edition", "", "Enterprise")
    assert service.edition == "Enterprise"
    with writing() as opened:
        withdraw_fact(fact, "the order form was wrong", opened.now)
    assert queries.service(service.number).edition is None
    with pytest.raises(Refused, match="already withdrawn"), writing() as opened:
        withdraw_fact(fact, "the order form was wrong", opened.now)


def test_owner_confirms_and_an_edit_takes_it_back(writing, app):
    workflow = make_workflow(make_owned_service())
    owner = person_for("BPO").actor
    with writing(owner) as opened:
        workflows.confirm_workflow(workflow, owner, opened.now)
    with writing(owner) as opened:
        workflows.confirm_workflow(workflow, owner, opened.now)
    assert acts(workflow).count("suppliers.workflow.confirmed") == 1
    with writing():
        workflow_details = workflows.WorkflowDetails(workflow.name, ("notifications",))
        assert workflows.change_workflow(workflow, workflow_details, "notices came with it")
    event = history.of("suppliers.workflow", workflow.id)[0]
    assert event.after["confirmed_on"] is None
    assert event.before["confirmed_on"] == "2026-11-02"


def test_history_names_people_and_hides_what_is_derived(writing, app):
    supplier = make_supplier("Northlake", owner_id=person_for("SQM").id)
    lines, more = history_of(supplier)
    assert more is None
    changes = {field: new for field, _, new in lines[0].changes}
    assert changes["owner"] == "Sam Quinn (sam.quinn)"
    assert "name key" not in changes
