"""Approval routes: who signs in which order with which meaning, separated by person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base.db import db
from app.records import trail
from app.records.lifecycle import Verdict
from app.records.regulated import Regulated
from app.records.separation import Step, may_sign
from app.records.signature import Signature


class ApprovalRoute(Regulated):
    """The signatures that one round of one record needs, from the policy in force when it was routed."""

    __tablename__ = "approval_route"
    __record__ = "records.approval_route"
    __table_args__ = (UniqueConstraint("record_type", "record_id", "purpose", "position"),)

    record_type: Mapped[str] = mapped_column(index=True)
    record_id: Mapped[int] = mapped_column(index=True)
    purpose: Mapped[str]
    position: Mapped[int]
    policy: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]

    steps: Mapped[list["ApprovalStep"]] = relationship(back_populates="route", order_by="ApprovalStep.position")

    @property
    def is_open(self) -> bool:
        """Tell whether signatures are still awaited."""
        return self.closed_at is None

    @property
    def next_step(self) -> "ApprovalStep | None":
        """The step whose turn it is, or None when the route is closed or complete."""
        return next((step for step in self.steps if step.signature_id is None), None) if self.is_open else None

    def verdict(self, actor_id: str, roles: Sequence[str], barred: Mapping[str, str]) -> Verdict:
        """Judge whether this person may sign the step whose turn it is. ``barred`` maps person ids to a reason."""
        signed = [(step.meaning, step.signature.signer_id) for step in self.steps if step.signature is not None]
        step = self.next_step
        turn = None if step is None else Step(step.meaning, step.role, tuple(step.separate_from))
        return may_sign(turn, signed, actor_id, roles, barred)


class ApprovalStep(Regulated):
    """One signature that a route asks for."""

    __tablename__ = "approval_step"
    __record__ = "records.approval_step"
    __table_args__ = (UniqueConstraint("route_id", "position"),)

    route_id: Mapped[int] = mapped_column(ForeignKey(ApprovalRoute.id), index=True)
    position: Mapped[int]
    meaning: Mapped[str]
    role: Mapped[str] = mapped_column(index=True)
    separate_from: Mapped[list[str]]
    signature_id: Mapped[int | None] = mapped_column(ForeignKey(Signature.id), index=True)

    route: Mapped[ApprovalRoute] = relationship(back_populates="steps")
    signature: Mapped[Signature | None] = relationship()


def open_route(
    record: Regulated, purpose: str, steps: Sequence[Step], policy: Mapping[str, Any], now: datetime
) -> ApprovalRoute:
    """Open a route on ``record``. A record has at most one open route for a purpose; an older one is superseded."""
    earlier = routes_of(record, purpose)
    for route in earlier:
        if route.is_open:
            close(route, "superseded", now)
    route = ApprovalRoute(
        record_type=record.__record__,
        record_id=record.id,
        purpose=purpose,
        position=len(earlier) + 1,
        policy=dict(policy),
        opened_at=now,
    )
    route.steps = [
        ApprovalStep(position=at, meaning=step.meaning, role=step.role, separate_from=list(step.separate_from))
        for at, step in enumerate(steps, 1)
    ]
    db.session.add(route)
    db.session.flush()
    return route


def fill(route: ApprovalRoute, signature: Signature, now: datetime) -> None:
    """Put a signature into the step whose turn it is; the last one closes the route."""
    step = route.next_step
    if step is None:
        raise RuntimeError("The route has no step left to sign.")
    step.signature = signature
    trail.say(step, "records.approval_step.signed")
    db.session.flush()
    if route.next_step is None:
        close(route, "signed", now)


def close(route: ApprovalRoute, outcome: str, now: datetime, reason: str | None = None) -> None:
    """End a route: ``signed``, ``rejected`` or ``superseded``. Its signatures stay."""
    route.closed_at, route.outcome = now, outcome
    trail.say(route, f"records.approval_route.{outcome}", reason)
    db.session.flush()


def routes_of(record: Regulated, purpose: str | None = None) -> list[ApprovalRoute]:
    """Return the routes of ``record``, oldest first."""
    query = select(ApprovalRoute).where(
        ApprovalRoute.record_type == record.__record__, ApprovalRoute.record_id == record.id
    )
    if purpose is not None:
        query = query.where(ApprovalRoute.purpose == purpose)
    return list(db.session.scalars(query.order_by(ApprovalRoute.id)))
