"""Registering, changing, confirming, retiring and reactivating a workflow."""

from dataclasses import asdict
from datetime import datetime

from app.base.db import db
from app.people import queries as people
from app.records import trail
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.numbers import next_number
from app.suppliers import queries
from app.suppliers.actions import retiring
from app.suppliers.actions.differences import set_changed
from app.suppliers.actions.refused import Refused, refuse_if
from app.suppliers.models import Service, Workflow
from app.suppliers.rules.details import WorkflowDetails
from app.suppliers.rules.retirement import workflow_reactivation
from app.suppliers.rules.workflows import confirmation, in_order, workflow_problems


def register_workflow(service: Service, details: WorkflowDetails, reason: str | None = None) -> Workflow:
    """Enter a new workflow on ``service``; its owner confirms it later. Raises Refused."""
    if not service.is_active:
        raise Refused(("", f"{service.number} is retired. Reactivate it before you add a workflow."))
    _require_sound(service, details, None)
    workflow = Workflow(number=next_number("WFL"), service=service, state="active", **_values(details))
    db.session.add(workflow)
    trail.say(workflow, "suppliers.workflow.registered", reason)
    db.session.flush()
    return workflow


def change_workflow(workflow: Workflow, details: WorkflowDetails, reason: str) -> bool:
    """Change a workflow; the owner's confirmation is taken back, because it was about the earlier text."""
    if not workflow.is_active:
        raise Refused(("", f"{workflow.number} is retired. Reactivate it before you change it."))
    _require_sound(workflow.service, details, workflow)
    if not set_changed(workflow, _values(details), "suppliers.workflow.changed", reason):
        return False
    workflow.confirmed_on = workflow.confirmed_by_id = None
    return True


def confirm_workflow(workflow: Workflow, actor: Actor, now: datetime) -> None:
    """Let the owner say that this is how the service is used. Raises Refused for anybody else."""
    verdict = confirmation_of(workflow, actor)
    if not verdict.is_allowed:
        raise Refused(*(("", reason) for reason in verdict.reasons))
    person = people.person_of(actor)
    if person is None or (workflow.confirmed_on, workflow.confirmed_by_id) == (now.date(), person.id):
        return
    workflow.confirmed_on, workflow.confirmed_by_id = now.date(), person.id
    trail.say(workflow, "suppliers.workflow.confirmed")


def confirmation_of(workflow: Workflow, actor: Actor) -> Verdict:
    """Judge whether ``actor`` may confirm the workflow."""
    person, owner = people.person_of(actor), workflow.service.bpo
    return confirmation(
        is_active=workflow.is_active,
        person_id=person.id if person else None,
        bpo_id=owner.id if owner else None,
        bpo_name=owner.label if owner else None,
    )


def retire_workflow(workflow: Workflow, reason: str, now: datetime) -> None:
    """Take a workflow out of use."""
    retiring.retire(workflow, Verdict.of([]), reason, now)


def reactivate_workflow(workflow: Workflow, reason: str) -> None:
    """Bring a retired workflow back, unconfirmed. Raises StillInUse while its service is retired."""
    retiring.reactivate(workflow, reactivation_of(workflow), reason)
    workflow.confirmed_on = workflow.confirmed_by_id = None


def reactivation_of(workflow: Workflow) -> Verdict:
    """Judge whether a workflow may come back now."""
    service = workflow.service
    return workflow_reactivation(f"{service.number} {service.name}", is_service_active=service.is_active)


def _require_sound(service: Service, details: WorkflowDetails, workflow: Workflow | None) -> None:
    problems = list(workflow_problems(details))
    same = queries.workflow_named(service, details.name)
    if same is not None and same is not workflow:
        problems.append(("name", f"{same.number} of this service already bears this name."))
    refuse_if(problems)


def _values(details: WorkflowDetails) -> dict[str, object]:
    return {**asdict(details), "areas": in_order(details.areas)}
