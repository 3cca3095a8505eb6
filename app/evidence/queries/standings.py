"""How evidence stands on a day: by id in bulk, of a service or supplier, and what expires."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import joinedload

from app.base.db import db
from app.evidence.models import Evidence
from app.evidence.queries.counted import VERSION, Counted, Line, readable
from app.evidence.rules.standing import Standing
from app.records.actor import Actor
from app.suppliers.models import Service, Supplier


@dataclass(frozen=True)
class Stood:
    """How one piece stands on a day: the version that counts, its class (None while nobody gave one), the verdict."""

    evidence_id: int
    number: str
    version_id: int
    position: int
    class_code: str | None
    standing: Standing


def standing_on(evidence_ids: Collection[int], day: date) -> dict[int, Stood]:
    """Return how each of these pieces stands on ``day``, in one query for any number of them."""
    if not evidence_ids:
        return {}
    counted = Counted(day)
    rows = db.session.execute(counted.select().where(Evidence.id.in_(set(evidence_ids))))
    return {one.evidence_id: one for one in (_stood(counted.line(row)) for row in rows)}


def of_service(service: Service, actor: Actor, day: date) -> list[Line]:
    """Return what speaks for a service, its supplier's evidence included, that this person may read."""
    counted = Counted(day)
    about = (Evidence.service_id == service.id) | (
        (Evidence.supplier_id == service.supplier_id) & Evidence.service_id.is_(None)
    )
    query = counted.select().where(about, Evidence.state == "current", readable(actor))
    around = (joinedload(Evidence.service), joinedload(Evidence.owner))
    rows = db.session.execute(query.options(*around).order_by(counted.until.asc().nulls_last(), Evidence.id))
    return [counted.line(row) for row in rows]


def of_supplier(supplier: Supplier, actor: Actor, day: date) -> list[Line]:
    """Return what speaks for a supplier or any of its services that this person may read."""
    counted = Counted(day)
    query = counted.select().where(Evidence.supplier_id == supplier.id, Evidence.state == "current", readable(actor))
    around = (joinedload(Evidence.service), joinedload(Evidence.owner))
    rows = db.session.execute(query.options(*around).order_by(counted.until.asc().nulls_last(), Evidence.id))
    return [counted.line(row) for row in rows]


def expiring(until: date, day: date) -> Sequence[Line]:
    """Return every current piece whose last day is ``until`` or earlier, expired ones too, with owner and supplier."""
    counted = Counted(day)
    query = counted.select().where(Evidence.state == "current", VERSION.expires_on.is_not(None))
    query = query.where(counted.until <= until, VERSION.effective_on <= day)
    around = (joinedload(Evidence.owner), joinedload(Evidence.supplier), joinedload(Evidence.service))
    rows = db.session.execute(query.options(*around).order_by(Evidence.id))
    return [counted.line(row) for row in rows]


def _stood(line: Line) -> Stood:
    found = line.evidence
    return Stood(found.id, found.number, line.version.id, line.version.position, line.class_code, line.standing)
