"""Tier choices: which there are, and which wait for a signature."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.base.db import db
from app.records.approvals import ApprovalRoute
from app.suppliers.models import Service, TierChoice

TIER_PURPOSE = "tier"
"""What the route of a tier choice is for."""


def choice(number: str) -> TierChoice | None:
    """Return the tier choice of this number with its service and the person who wrote it."""
    service = joinedload(TierChoice.service).options(joinedload(Service.supplier), joinedload(Service.bpo))
    around = (joinedload(TierChoice.drafted_by), joinedload(TierChoice.replaces), joinedload(TierChoice.replaced_by))
    query = select(TierChoice).where(TierChoice.number == number)
    return db.session.scalar(query.options(service, *around))


def choices_of(service: Service) -> Sequence[TierChoice]:
    """Return the tier choices of a service, newest first."""
    query = select(TierChoice).where(TierChoice.service_id == service.id).options(joinedload(TierChoice.drafted_by))
    return db.session.scalars(query.order_by(TierChoice.id.desc())).all()


def voided_choice_of(service: Service) -> TierChoice | None:
    """Return the voided choice that no other one replaces yet, or None."""
    replaced = select(TierChoice.replaces_id).where(TierChoice.replaces_id.is_not(None))
    query = select(TierChoice).where(
        TierChoice.service_id == service.id, TierChoice.state == "voided", TierChoice.id.not_in(replaced)
    )
    return db.session.scalar(query.order_by(TierChoice.id.desc()).limit(1))


def open_choices_of(service: Service) -> list[str]:
    """Return the numbers of the choices of a service that are not decided."""
    query = select(TierChoice.number).where(
        TierChoice.service_id == service.id, TierChoice.state.in_(("draft", "in_approval"))
    )
    return list(db.session.scalars(query.order_by(TierChoice.id)))


def open_route_of(choice: TierChoice) -> ApprovalRoute | None:
    """Return the route of a choice whose signatures are still awaited, with its steps."""
    query = select(ApprovalRoute).where(
        ApprovalRoute.record_type == choice.__record__,
        ApprovalRoute.record_id == choice.id,
        ApprovalRoute.purpose == TIER_PURPOSE,
        ApprovalRoute.closed_at.is_(None),
    )
    return db.session.scalars(query.options(joinedload(ApprovalRoute.steps))).unique().one_or_none()


def choices_waiting() -> Sequence[TierChoice]:
    """Return every choice that waits for somebody, oldest first; the same verdict as at signing says for whom."""
    around = joinedload(TierChoice.service).options(joinedload(Service.supplier), joinedload(Service.bpo))
    query = select(TierChoice).where(TierChoice.state.in_(("draft", "in_approval")))
    return db.session.scalars(query.options(around).order_by(TierChoice.id)).all()
