"""What we know of our service, in the form in which the rules take it; unknown stays unknown."""

from typing import Any

from sqlalchemy import select

from app.base.db import db
from app.impact.rules.facts import Fact, ServiceFacts, Workflow
from app.suppliers.models import Service, ServiceFact, TierChoice
from app.suppliers.models import Workflow as WorkflowRow

STRICTEST_TIER = "T1"
"""What counts while a service has no signed tier."""

_LICENSED_KINDS = ("module", "edition", "region")


def service_facts(service: Service, module: str = "") -> ServiceFacts:
    """Return the facts in force that the rules need, seen for a change that names ``module`` (may be empty)."""
    in_force = [one for one in service.facts if one.is_in_force]
    toggles = ((one.name, Fact(one.value == "off", one.proof, one.as_of)) for one in in_force if one.kind == "toggle")
    return ServiceFacts(
        tier=service.tier or STRICTEST_TIER,
        is_regulated=_is_regulated(service),
        licensed=_licensed(in_force, module),
        toggles_off=tuple(toggles),
        hosting=service.hosting_provider,
    )


def workflows(service: Service) -> tuple[Workflow, ...]:
    """Return the service's workflows in use, as the rules take them. ``id`` is the row's id as text."""
    return tuple(_workflow(one) for one in service.workflows if one.state == "active")


def facts_named(service: Service, module: str, toggle: str) -> list[dict[str, Any]]:
    """Return the dated facts about a module, edition, region or switch by name, as they are kept with a judgement."""
    wanted = {_folded(module), _folded(toggle)} - {""}
    return [
        {"kind": one.kind, "name": one.name, "value": one.value, "proof": one.proof, "as_of": one.as_of.isoformat()}
        for one in service.facts
        if one.is_in_force and (_folded(one.name) in wanted or _folded(one.value) in wanted)
    ]


def _is_regulated(service: Service) -> Fact[bool]:
    """Return whether the use is regulated, proven by the newest signed tier choice."""
    query = (
        select(TierChoice)
        .where(TierChoice.service_id == service.id, TierChoice.state == "signed")
        .order_by(TierChoice.id.desc())
        .limit(1)
    )
    choice = db.session.scalar(query)
    if choice is None or choice.decided_at is None:
        return Fact(service.is_regulated)
    return Fact(service.is_regulated, f"signed tier choice {choice.number}", choice.decided_at.date())


def _licensed(in_force: list[ServiceFact], module: str) -> Fact[frozenset[str]]:
    """Return what we have. A module that no fact names is unknown: a list proves only what stands on it."""
    facts = [one for one in in_force if one.kind in _LICENSED_KINDS]
    named = [one for one in facts if _folded(module) in {_folded(one.name), _folded(one.value)}]
    if not named:
        return Fact()
    had = {word for one in facts if one.value != "not_licensed" for word in (one.name, one.value)}
    newest = max(named, key=lambda one: (one.as_of, one.id))
    return Fact(frozenset(had), newest.proof, newest.as_of)


def _workflow(row: WorkflowRow) -> Workflow:
    return Workflow(
        id=str(row.id),
        name=row.name,
        areas=frozenset(row.areas),
        is_high_process_risk=row.is_high_process_risk,
        is_record_integrity_critical=row.is_record_integrity_critical,
        keeps_part11_records=row.keeps_part11_records,
        keeps_signatures=row.keeps_signatures,
        confirmed_on=row.confirmed_on,
    )


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
