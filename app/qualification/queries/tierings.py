"""Tierings by number, by service, and those that wait for somebody."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.base.db import db
from app.qualification.models import SealedSheet, Tiering, TieringAgreement, TieringSheet
from app.qualification.models.reckoning import reckon
from app.qualification.models.tiering import OPEN
from app.records.approvals import ApprovalRoute, ApprovalStep
from app.suppliers.models import Service

PURPOSE = "tier"
"""What the route of a tiering is for."""

OPENED = OPEN
"""States in which it is not decided."""


def tiering(number: str) -> Tiering | None:
    """Return the tiering of this number with everything its page shows, in two queries."""
    query = select(Tiering).where(Tiering.number == number).options(*_whole())
    return db.session.scalars(query).unique().one_or_none()


def of_service(service: Service) -> Sequence[Tiering]:
    """Return the tierings of a service, newest first."""
    query = (
        select(Tiering)
        .where(Tiering.service_id == service.id)
        .options(joinedload(Tiering.author), defer(Tiering.model_text))
    )
    return db.session.scalars(query.order_by(Tiering.id.desc())).all()


def numbers_open_of(service: Service) -> list[str]:
    """Return the numbers of the tierings of a service that are not decided: one at most."""
    query = select(Tiering.number).where(Tiering.service_id == service.id, Tiering.state.in_(OPEN))
    return list(db.session.scalars(query))


def numbers_deciding(service: Service) -> list[str]:
    """Return the numbers of the tierings that decide the tier of a service: the open one, and the one in force."""
    query = select(Tiering.number).where(Tiering.service_id == service.id, Tiering.state.in_((*OPEN, "signed")))
    return list(db.session.scalars(query.order_by(Tiering.id.desc())))


def in_force_of(service: Service) -> Sequence[Tiering]:
    """Return the signed tierings of a service: one at most."""
    return db.session.scalars(select(Tiering).where(Tiering.service_id == service.id, Tiering.state == "signed")).all()


def factors_of(service: Service) -> dict[str, int]:
    """Return the scores that the signed tiering of a service stands on; factors that nobody knows are left out."""
    found = in_force_of(service)
    reckoning = reckon(found[0]) if found else None
    if reckoning is None or reckoning.found is None:
        return {}
    return {line.code: line.score for line in reckoning.found.lines if not line.is_unknown}


def replaceable_of(service: Service) -> Tiering | None:
    """Return the newest rejected or voided tiering of a service that no other one replaces yet, or None."""
    replaced = select(Tiering.replaces_id).where(Tiering.replaces_id.is_not(None))
    query = select(Tiering).where(
        Tiering.service_id == service.id, Tiering.state.in_(("rejected", "voided")), Tiering.id.not_in(replaced)
    )
    return db.session.scalar(query.order_by(Tiering.id.desc()).limit(1))


def sealed_sheet(of: Tiering, person_id: int) -> SealedSheet | None:
    """Return what one person wrote on a sheet that is not opened; asked for that person alone."""
    query = select(SealedSheet).where(SealedSheet.tiering_id == of.id, SealedSheet.person_id == person_id)
    return db.session.scalar(query)


def sealed_sheets(of: Tiering) -> Sequence[SealedSheet]:
    """Return every sheet that is not opened, to open them."""
    return db.session.scalars(select(SealedSheet).where(SealedSheet.tiering_id == of.id)).all()


def open_route_of(of: Tiering) -> ApprovalRoute | None:
    """Return the route whose signatures are still awaited, with its steps."""
    return open_routes_of([of]).get(of.id)


def open_routes_of(tierings: Sequence[Tiering]) -> dict[int, ApprovalRoute]:
    """Return the routes whose signatures are still awaited by the id of their tiering, in one query."""
    query = select(ApprovalRoute).where(
        ApprovalRoute.record_type == Tiering.__record__,
        ApprovalRoute.record_id.in_([one.id for one in tierings]),
        ApprovalRoute.purpose == PURPOSE,
        ApprovalRoute.closed_at.is_(None),
    )
    steps = joinedload(ApprovalRoute.steps).joinedload(ApprovalStep.signature)
    return {one.record_id: one for one in db.session.scalars(query.options(steps)).unique()}


def waiting() -> Sequence[Tiering]:
    """Return every tiering that waits for somebody, oldest first, with what the verdicts ask of it."""
    query = select(Tiering).where(Tiering.state.in_(OPEN)).options(*_whole())
    return db.session.scalars(query.order_by(Tiering.id)).unique().all()


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Tiering.service).options(joinedload(Service.supplier), joinedload(Service.bpo)),
        joinedload(Tiering.author),
        joinedload(Tiering.replaces),
        joinedload(Tiering.replaced_by),
        # apart from the row itself, whose model is a long text: it comes once and not with every score
        selectinload(Tiering.sheets).options(joinedload(TieringSheet.scorer), joinedload(TieringSheet.scores)),
        joinedload(Tiering.agreements).joinedload(TieringAgreement.written_by),
    )
