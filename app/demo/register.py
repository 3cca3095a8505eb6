"""The first part of the story: people, procedures, suppliers, services with their facts, workflows, tiers, feeds."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from app.base.db import db, transaction
from app.demo.stage import PASSWORD, Stage
from app.people import actions as people
from app.people import attestation_text
from app.people import queries as people_queries
from app.people.actions import NewPerson
from app.records.actor import Actor
from app.releases import actions as releases
from app.releases import door
from app.releases.actions import FeedDetails
from app.suppliers.actions import facts, services, suppliers, tiers, workflows
from app.suppliers.models import Service, Supplier
from app.suppliers.rules.details import ServiceDetails, SupplierDetails, WorkflowDetails
from app.suppliers.rules.facts import FactDetails
from app.training import actions as training
from app.training.actions import Completion, NewProcedure

COMPANY: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "company.yaml").read_text(encoding="utf-8"))

PUBLISHED = "/demo-feeds/"
"""Where the demo's vendors publish, on the portal's own address."""


def keeper() -> Actor:
    """Return the supplier quality manager who looks after the demo's feeds."""
    found = people_queries.person("sqm")
    if found is None:
        raise LookupError("The demo company has nobody called sqm.")
    return found.actor


def people_arrive(stage: Stage, operator: Actor) -> None:
    """Make the accounts, verify identities, accept the attestation and record the training."""
    stage.go(795)
    with transaction(operator, stage.clock()):
        people.add_first([_person("adm"), _person("adm2")], operator, stage.clock())
    with transaction(operator, stage.clock()):
        for username in ("adm", "adm2"):
            people.set_password(stage.person(username), PASSWORD, stage.clock(), is_demo=True)
    others = [one for one in COMPANY["people"] if not one.startswith("adm")]
    with stage.acting("adm") as opened:
        for username in others:
            people.add_person(_person(username), opened.actor, opened.now, is_demo=True)
    with stage.acting("adm2") as opened:
        for proposal in people_queries.open_proposals():
            people.approve(proposal, opened.actor, opened.now, is_demo=True)
        for username in others:
            people.set_password(stage.person(username), PASSWORD, opened.now, is_demo=True)
    with stage.acting("adm") as opened:
        for username in others:
            people.verify_identity(stage.person(username), "id_document", opened.actor, opened.now)
    for username in others:
        with stage.acting(username) as opened:
            version = attestation_text.current().version
            people.accept_attestation(stage.person(username), version, opened.actor, opened.now)
    _train(stage, others)


def roles_are_proposed(stage: Stage) -> None:
    """Leave something for the second administrator: a stand-in for QA over the holidays."""
    reason = "Stands in for QA over the holidays; agreed with the head of quality."
    with stage.acting("adm") as opened:
        people.propose_roles(stage.person("sme2"), ["SME", "QA"], reason, opened.actor, opened.now, is_demo=True)


def _person(username: str) -> NewPerson:
    name, *roles = COMPANY["people"][username]
    return NewPerson(username, name, f"{username}@helvion.example", roles)


def _train(stage: Stage, usernames: list[str]) -> None:
    title = "Assessing releases of cloud services"
    with stage.acting("qa") as opened:
        procedure = training.add_procedure(
            NewProcedure(title, "1", opened.now.date(), required_for_signing=True), opened.actor, opened.now
        )
    for trainer, learners in (("qa", [one for one in usernames if one != "qa"]), ("qa2", ["qa"])):
        with stage.acting(trainer) as opened:
            for username in learners:
                done = Completion(stage.person(username).id, procedure.id, opened.now.date())
                training.record_training(done, opened.actor, opened.now)


def the_register_fills(stage: Stage) -> dict[str, Service]:
    """Register every supplier and service with facts, workflows, owner's confirmation and signed tier."""
    found: dict[str, Service] = {}
    for number, entry in enumerate(COMPANY["suppliers"]):
        stage.go(785 - number, 8)
        with stage.acting("sqm"):
            details = SupplierDetails(
                entry["name"], entry["country"], entry["website"], entry["description"], stage.person("sqm").id
            )
            supplier = suppliers.register_supplier(details)
        for service in entry["services"]:
            found[service["name"]] = _service(stage, supplier, service)
    return found


def _service(stage: Stage, supplier: Supplier, entry: dict[str, Any]) -> Service:
    with stage.acting("sqm") as opened:
        service = services.register_service(
            supplier,
            ServiceDetails(
                name=entry["name"],
                is_regulated=entry.get("is_regulated", True),
                intended_use=entry["intended_use"],
                bpo_id=stage.person("bpo").id,
                so_id=stage.person("so").id,
                production_window="Saturday 20:00 to Sunday 04:00",
                notice_days=entry.get("notice_days"),
            ),
        )
        for fact in _facts(entry, stage):
            facts.record_fact(service, fact, opened.now)
        for flow in entry["workflows"]:
            workflows.register_workflow(service, _workflow(flow))
    _confirm(stage, service)
    if entry.get("tier"):
        _choose_tier(stage, service, entry["tier"])
    if entry.get("is_retired"):
        with stage.acting("sqm") as opened:
            services.retire_service(service, "The contract ended and nothing is sent by fax any more.", opened.now)
    return service


def _workflow(entry: dict[str, Any]) -> WorkflowDetails:
    flags = entry["flags"]
    return WorkflowDetails(
        entry["name"],
        tuple(entry["areas"]),
        is_high_process_risk="is_high_process_risk" in flags,
        is_record_integrity_critical="is_record_integrity_critical" in flags,
        keeps_part11_records="keeps_part11_records" in flags,
        keeps_signatures="keeps_signatures" in flags,
    )


def _facts(entry: dict[str, Any], stage: Stage) -> list[FactDetails]:
    as_of = stage.clock().date() - timedelta(days=10)
    found = []
    if entry.get("edition"):
        found.append(FactDetails("edition", "Edition", entry["edition"], "Order form, page 1", as_of))
    if entry.get("region"):
        found.append(FactDetails("region", "Region", entry["region"], "Data processing agreement, annex 2", as_of))
    for name, value in entry.get("modules", {}).items():
        found.append(FactDetails("module", name, value, "Order form, page 2", as_of))
    for name, value in entry.get("toggles", {}).items():
        found.append(FactDetails("toggle", name, value, "Configuration export of the production tenant", as_of))
    found.append(FactDetails("environment", "Validation", "Refreshed from production each month", "Order form", as_of))
    return found


def _confirm(stage: Stage, service: Service) -> None:
    for flow in service.workflows:
        with stage.acting("bpo") as opened:
            workflows.confirm_workflow(flow, opened.actor, opened.now)


def owners_confirm_again(stage: Stage, found: dict[str, Service], days_ago: int) -> None:
    """Once a year the owner looks at each workflow and confirms it."""
    stage.go(days_ago)
    for service in found.values():
        if service.is_active:
            _confirm(stage, service)


def _choose_tier(stage: Stage, service: Service, tier: str) -> None:
    why = {
        "T1": "A wrong or lost record here reaches patients or an inspection.",
        "T2": "Supports regulated work; errors are found downstream.",
        "T3": "Indirect use; no regulated decision rests on it.",
        "T4": "No regulated use.",
    }[tier]
    with stage.acting("sqm") as opened:
        choice = tiers.draft_choice(service, tier, why, opened.actor, opened.now)
    for username in ("sqm", "bpo", "qa")[: 3 if tier in {"T1", "T2"} else 2]:
        stage.sign(username, choice, tiers.sign_choice)  # type: ignore[arg-type]  # the stage hands the actor on as it is


def feeds_are_registered(stage: Stage, found: dict[str, Service], base_url: str) -> None:
    """Register the vendors' feeds; the next poll sets their baseline."""
    for entry in COMPANY["suppliers"]:
        speaks_for = [found[one["name"]] for one in entry["services"] if not one.get("is_retired")]
        if not ("feed" in entry or "manual_feed" in entry):
            continue
        supplier = db.session.get_one(Supplier, speaks_for[0].supplier_id)
        with stage.acting("sqm") as opened:
            is_polled = "feed" in entry
            details = FeedDetails(
                f"{entry['name']} release notes" if is_polled else entry["manual_feed"],
                f"{base_url}{PUBLISHED}{entry['feed']}" if is_polled else None,
                interval_minutes=15,
            )
            releases.register_feed(supplier, details, speaks_for, door.allow(), opened.now)
