"""Choosing what an inspector sees, at first and later on."""

from datetime import datetime

from app.base.db import db
from app.inspection.models import Inspection, InspectionScope, InspectionScopePart
from app.inspection.queries import scopes as queries
from app.inspection.rules import scopes as rules
from app.inspection.rules.scopes import WantedScope
from app.people.models import Person
from app.records import trail
from app.records.actor import Actor
from app.suppliers.models import Service, Supplier
from app.web.errors import Sentence


class ScopeRefused(Sentence):
    """The scope is not chosen; the message says why."""


def choose(inspection: Inspection, wanted: WantedScope, reason: str, actor: Actor, now: datetime) -> InspectionScope:
    """Choose what the inspector sees from the very next request on. Raises ScopeRefused."""
    if inspection.state not in {"asked", "granted"}:
        raise ScopeRefused(f"{inspection.number} is {inspection.state}; its scope is not chosen anew.")
    chosen = _chosen(wanted)
    scope = InspectionScope(
        inspection=inspection,
        is_whole=wanted.is_whole,
        reason=reason,
        chosen_by=db.session.get_one(Person, int(actor.id)),
        chosen_at=now,
    )
    scope.parts = [_part(one) for one in chosen]
    db.session.add(scope)
    trail.say(scope, "inspection.scope.chosen", reason)
    db.session.flush()
    return scope


def _chosen(wanted: WantedScope) -> list[Supplier | Service]:
    if sentence := rules.problem(wanted):
        raise ScopeRefused(sentence)
    found = queries.named(wanted.numbers)
    if unknown := [one for one in wanted.numbers if one not in found]:
        raise ScopeRefused(rules.unknown_sentence(unknown))
    return [found[one] for one in wanted.numbers]


def _part(one: Supplier | Service) -> InspectionScopePart:
    return InspectionScopePart(supplier=one) if isinstance(one, Supplier) else InspectionScopePart(service=one)
