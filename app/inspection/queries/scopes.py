"""Scopes: what an inspection covers, and what the person of this request may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import has_request_context, request
from sqlalchemy import func, select

from app.base.db import db
from app.inspection.models import Inspection, InspectionScope
from app.inspection.queries.inspections import running_with_scope_for, scope_parts
from app.inspection.rules.scopes import NOTHING_IN_WORDS, WHOLE_IN_WORDS, in_words
from app.suppliers.models import Service, Supplier

_KEPT = "qualward.access"
_NO_SCOPE = 0
"""Names no scope: an inspection without one shows nothing."""


@dataclass(frozen=True)
class Access:
    """What the inspector of this request may see: ``scope_id`` narrows every query, None sees the whole record."""

    inspection_id: int
    scope_id: int | None
    covers: str
    ends_at: datetime


def access_of(person_id: int, now: datetime) -> Access | None:
    """Return what an inspector may see now, or None while no inspection runs."""
    found = running_with_scope_for(person_id, now)
    if found is None:
        return None
    running, scope = found
    if scope is not None and scope.is_whole:
        return Access(running.id, None, WHOLE_IN_WORDS, running.ends_at)
    return Access(running.id, scope.id if scope else _NO_SCOPE, covers(scope), running.ends_at)


def keep(found: Access | None) -> None:
    """Let everything that this request reads be narrowed to what was found."""
    request.environ[_KEPT] = found


def is_known() -> bool:
    """Tell whether it was found out already what this request may see."""
    return _KEPT in request.environ


def kept() -> Access | None:
    """Return what the inspector of this request may see; None for everybody else, for jobs and for commands."""
    found: Access | None = request.environ.get(_KEPT) if has_request_context() else None
    return found


def is_narrow() -> bool:
    """Tell whether whoever asks sees a part of the record."""
    found = kept()
    return found is not None and found.scope_id is not None


def inspection_id() -> int:
    """Return the inspection that lets this request look; one that does not exist where there is none."""
    found = kept()
    return 0 if found is None else found.inspection_id


def narrow_scope_id() -> int:
    """Return the scope that narrows this request; one that names nothing where there is none."""
    found = kept()
    return _NO_SCOPE if found is None or found.scope_id is None else found.scope_id


def scope_of(inspection: Inspection) -> InspectionScope | None:
    """Return the scope that counts, with what it names, in one query; None for an inspection from before scopes."""
    newest = select(func.max(InspectionScope.id)).where(InspectionScope.inspection_id == inspection.id)
    query = select(InspectionScope).options(*scope_parts()).where(InspectionScope.id == newest.scalar_subquery())
    return db.session.scalars(query).unique().one_or_none()


def scopes_of(inspection: Inspection) -> Sequence[InspectionScope]:
    """Return every scope that was chosen for an inspection, the newest first."""
    query = select(InspectionScope).options(*scope_parts()).where(InspectionScope.inspection_id == inspection.id)
    return db.session.scalars(query.order_by(InspectionScope.id.desc())).unique().all()


def covers(scope: InspectionScope | None) -> str:
    """Say what a scope covers."""
    if scope is None:
        return NOTHING_IN_WORDS
    return WHOLE_IN_WORDS if scope.is_whole else in_words([f"{one.name} ({one.number})" for one in scope.chosen])


def named(numbers: Sequence[str]) -> dict[str, Supplier | Service]:
    """Return the suppliers and services of these numbers, by number."""
    found: dict[str, Supplier | Service] = {}
    found |= {one.number: one for one in db.session.scalars(select(Supplier).where(Supplier.number.in_(numbers)))}
    found |= {one.number: one for one in db.session.scalars(select(Service).where(Service.number.in_(numbers)))}
    return found
