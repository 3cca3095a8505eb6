"""Recording a dated fact about a service, and taking one back."""

from datetime import datetime

from app.base.db import db
from app.records import trail
from app.suppliers import queries
from app.suppliers.actions.refused import Refused, refuse_if
from app.suppliers.models import Service, ServiceFact
from app.suppliers.models.naming import name_key
from app.suppliers.rules.facts import BY_CODE, FactDetails, fact_problems, older_fact_problem


def record_fact(service: Service, details: FactDetails, now: datetime, reason: str | None = None) -> ServiceFact:
    """Record a fact; the one in force with the same kind and name is withdrawn and stays readable.

    Raises Refused with the field and the sentence. A fact that supersedes another needs a reason.
    """
    if not service.is_active:
        raise Refused(("", f"{service.number} is retired. Reactivate it before you record facts."))
    refuse_if(fact_problems(details, now.date()))
    kind = BY_CODE[details.kind]
    name = kind.only_name or details.name
    superseded = queries.fact_in_force(service, details.kind, name_key(name))
    if superseded is not None:
        _supersede(superseded, details, reason, now)
    fact = ServiceFact(
        service=service, kind=details.kind, name=name, value=details.value, proof=details.proof, as_of=details.as_of
    )
    db.session.add(fact)
    trail.say(fact, "suppliers.service_fact.recorded", reason)
    _show_on_service(service, details.kind, details.value, reason)
    db.session.flush()
    return fact


def withdraw_fact(fact: ServiceFact, reason: str, now: datetime) -> None:
    """Take a fact back without a new one: the sub-processor left, the site closed."""
    if not fact.is_in_force:
        raise Refused(("", f"This fact was already withdrawn on {fact.withdrawn_at:%d %b %Y}."))
    if not fact.service.is_active:
        raise Refused(("", f"{fact.service.number} is retired. Reactivate it before you withdraw facts."))
    _withdraw(fact, reason, now)
    _show_on_service(fact.service, fact.kind, None, reason)


def _supersede(fact: ServiceFact, details: FactDetails, reason: str | None, now: datetime) -> None:
    if (details.value, details.proof, details.as_of) == (fact.value, fact.proof, fact.as_of):
        raise Refused(("value", "This fact stands in the record already, with the same proof and day."))
    if problem := older_fact_problem(details, fact.as_of):
        raise Refused(("as_of", problem))
    if not reason:
        raise Refused(("reason", f"“{fact.value}” is on record for this. Say why the new fact takes its place."))
    _withdraw(fact, f"Superseded: {reason}", now)
    db.session.flush()  # before the new row, of which there is only one in force


def _withdraw(fact: ServiceFact, reason: str, now: datetime) -> None:
    fact.withdrawn_at, fact.withdrawn_because = now, reason
    trail.say(fact, "suppliers.service_fact.withdrawn", reason)


def _show_on_service(service: Service, kind: str, value: str | None, reason: str | None) -> None:
    column = BY_CODE[kind].column
    if column is None or getattr(service, column) == value:
        return
    setattr(service, column, value)
    trail.say(service, "suppliers.service.changed", reason)
