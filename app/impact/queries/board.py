"""The list of impact assessments: what it shows, sorts and narrows by. Each page is one query."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager

from app.base.db import db
from app.content.words import LEVELS, TIERS
from app.impact.lifecycle import ASSESSMENT, OPEN
from app.impact.models import Assessment
from app.releases.models import Release
from app.suppliers.models import Service
from app.web.filters import Choice, Contains, Dates
from app.web.listing import Column, Listing

_COLUMNS = Assessment.__table__.c
_AT_WORK = (*OPEN, "live_unassessed", "deferred")


def board(mine: str | None = None) -> Select[Any]:
    """Return the assessments with their releases and services; with ``mine`` those of this person's id only."""
    query = (
        select(Assessment)
        .join(Assessment.release)
        .join(Assessment.service)
        .options(contains_eager(Assessment.release), contains_eager(Assessment.service))
    )
    return query if mine is None else query.where(Assessment.assessor_id == mine)


def of_service(service_id: int, most: int = 10) -> Sequence[Assessment]:
    """Return the newest assessments of a service, for the panel on its page."""
    query = board().where(Assessment.service_id == service_id).order_by(Assessment.id.desc()).limit(most)
    return db.session.scalars(query).all()


def _services() -> Sequence[tuple[str, str]]:
    query = select(Service.id, Service.number, Service.name).order_by(Service.name_key)
    return [(str(key), f"{number} {name}") for key, number, name in db.session.execute(query)]


def _in_state(state: str) -> ColumnElement[bool]:
    return Assessment.state.in_(_AT_WORK) if state == "open" else Assessment.state == state


def _has_tier(tier: str) -> ColumnElement[bool]:
    return Assessment.tier.is_(None) if tier == "none" else Assessment.tier == tier


def _has_notice(kind: str) -> ColumnElement[bool]:
    if kind == "late":
        return Assessment.is_late_notice.is_(True)
    return or_(Assessment.exposed_since.is_not(None), Assessment.state == "live_unassessed")


def _url(row: Assessment) -> str:
    return url_for("impact_assessments.show", number=row.number)


STATES = (("open", "open (all at work)"), *((one, one.replace("_", " ")) for one in ASSESSMENT.states))

BOARD = Listing(
    columns=(
        Column("number", "Number", lambda row: row.number, _COLUMNS.id, href=_url),
        Column("release", "Release", lambda row: row.release.name, kind="name", href=_url),
        Column("service", "Service", lambda row: row.service.name, kind="name"),
        Column("tier", "Tier", lambda row: row.tier or "not chosen", _COLUMNS.tier),
        Column("level", "Level", lambda row: row.level, _COLUMNS.level),
        Column("state", "State", lambda row: row.state, _COLUMNS.state, kind="chip"),
        Column("due", "Next due", lambda row: row.next_due, _COLUMNS.next_due, kind="day"),
        Column("production", "In production", lambda row: row.production_on, _COLUMNS.production_on, kind="day"),
        Column("assessor", "Assessor", lambda row: row.assessor_name, kind="name"),
    ),
    key=_COLUMNS.id,
    sort="-number",
    filters=(
        Contains("q", "Release or number", (Assessment.number, Release.title, Release.release_version)),
        Choice("state", "State", _COLUMNS.state, STATES, _in_state),
        Choice("service", "Service", _COLUMNS.service_id, _services, lambda one: Assessment.service_id == int(one)),
        Choice("tier", "Tier", _COLUMNS.tier, (*((one, one) for one in TIERS), ("none", "not chosen")), _has_tier),
        Choice("level", "Level", _COLUMNS.level, tuple((one, one) for one in LEVELS)),
        Choice(
            "notice", "Notice", _COLUMNS.id, (("late", "late notice"), ("exposed", "went live unapproved")), _has_notice
        ),
        Dates("due", "Due", _COLUMNS.next_due),
    ),
    parameters=("mine",),
)
"""Assessments by number, state, tier, level and due date."""
