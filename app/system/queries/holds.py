"""Legal holds: which there are, what they reach, and whether what they name exists."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.records.actor import Actor
from app.records.lifecycle import Verdict
from app.records.regulated import record_types
from app.records.separation import may_sign
from app.suppliers.models import Service
from app.system.models import Hold
from app.system.rules import holds as rules


def hold(number: str) -> Hold | None:
    """Return the hold of this number with who set it."""
    return db.session.scalar(select(Hold).where(Hold.number == number).options(joinedload(Hold.set_by)))


def holds() -> Sequence[Hold]:
    """Return every hold, active ones first, newest first. A company has few of them."""
    return db.session.scalars(select(Hold).options(joinedload(Hold.set_by)).order_by(Hold.state, Hold.id.desc())).all()


def active_scopes() -> list[rules.HoldScope]:
    """Return the holds that are in force."""
    rows = db.session.execute(select(Hold.number, Hold.scope, Hold.value).where(Hold.state == "active"))
    return [rules.HoldScope(number, scope, value) for number, scope, value in rows]


def holds_on(service: Service) -> Sequence[Hold]:
    """Return the active holds on a service, on its supplier and on everything."""
    reaches = or_(
        Hold.scope == "everything",
        (Hold.scope == "service") & (Hold.value == service.number),
        (Hold.scope == "supplier") & (Hold.value == service.supplier.number),
    )
    query = select(Hold).where(Hold.state == "active", reaches).options(joinedload(Hold.set_by))
    return db.session.scalars(query.order_by(Hold.id)).all()


def service(number: str) -> Service | None:
    """Return the service of this number with its supplier."""
    return db.session.scalar(select(Service).where(Service.number == number).options(joinedload(Service.supplier)))


def exists(scope: str, value: str) -> bool:
    """Tell whether what a hold names is there."""
    kinds = {name: kind for name, kind in record_types().items() if "number" in kind.__mapper__.columns}
    if scope == "record_type":
        return value in record_types()
    wanted = {"supplier": ["suppliers.supplier"], "service": ["suppliers.service"], "record": list(kinds)}
    return any(_has_number(name, value) for name in wanted.get(scope, ()))


def verdict(found: Hold, actor: Actor) -> Verdict:
    """Judge whether this person may lift the hold now."""
    if found.state != "active":
        return Verdict.of([f"{found.number} was lifted already."])
    return may_sign(rules.STEP, [], actor.id, actor.roles, rules.barred(str(found.set_by_id)))


def _has_number(record: str, number: str) -> bool:
    kind = record_types()[record]
    column = kind.__mapper__.columns["number"]
    if column.type.python_type is not str:
        return False
    return db.session.scalar(select(kind.id).where(column == number)) is not None
