"""Opening a tiering, and dropping one that is not needed."""

from datetime import datetime

from app.base.db import db
from app.people import queries as people
from app.qualification import queries
from app.qualification.actions.sheets import open_sheets
from app.qualification.definitions import risk_model, risk_model_text
from app.qualification.models import TIERING, Tiering
from app.records import trail
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.moves import move
from app.records.numbers import next_number
from app.suppliers import queries as suppliers
from app.suppliers.actions.refused import Refused
from app.suppliers.models import Service


def open_tiering(service: Service, actor: Actor, now: datetime) -> Tiering:
    """Open a tiering by the model in force. Raises Refused while another decision on the tier is open."""
    person = people.person_of(actor)
    if person is None or not service.is_active:
        raise Refused(("", f"{service.number} is retired. Reactivate it before you tier it."))
    if waiting := [*queries.numbers_open_of(service), *suppliers.open_choices_of(service)]:
        raise Refused(("", f"{waiting[0]} is not decided yet. Let it be signed, rejected or dropped first."))
    version = risk_model().version
    tiering = Tiering(
        number=next_number("INH", now.year),
        service=service,
        state="scoring",
        author_id=person.id,
        opened_at=now,
        model_id=version.id,
        model_version=version.version,
        model_sha256=version.sha256,
        model_text=risk_model_text(),
        replaces=queries.replaceable_of(service),
    )
    db.session.add(tiering)
    trail.say(tiering, "qualification.tiering.opened")
    db.session.flush()
    return tiering


def drop_tiering(tiering: Tiering, reason: str, actor: Actor, now: datetime) -> None:
    """Give a tiering up. What was handed in by then is opened, so that it stays readable. Raises Refused."""
    verdict = may_drop(tiering, actor)
    if not verdict.is_allowed:
        raise Refused(*(("", sentence) for sentence in verdict.reasons))
    open_sheets(tiering, now)
    move(tiering, "drop", "qualification.tiering.dropped", reason)
    tiering.decided_at = now


def may_drop(tiering: Tiering, actor: Actor) -> Verdict:
    """Judge whether this person may give it up: its author, before the first signature."""
    reasons = []
    if tiering.state not in TIERING.move("drop").from_:
        reasons.append(f"It is {tiering.state.replace('_', ' ')}; a tiering is dropped before it is signed.")
    elif str(tiering.author_id) != actor.id:
        reasons.append(f"{tiering.number} was opened by somebody else; only its author drops it.")
    return Verdict.of(reasons)
