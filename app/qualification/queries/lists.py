"""The list of tierings: what it shows, sorts and narrows by. Each page is one query."""

from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from app.content.words import TIERS
from app.qualification.models import TIERING, Tiering
from app.qualification.models.tiering import OPEN
from app.qualification.rules.figures import plain
from app.suppliers.models import Service
from app.web.filters import Choice, Contains
from app.web.listing import Column, Listing

_COLUMNS, _SERVICE = Tiering.__table__.c, Service.__table__.c
STATES = (("open", "open (all at work)"), *((one, one.replace("_", " ")) for one in TIERING.states))


def tiering_list() -> Select[Any]:
    """Return the tierings with their services and authors."""
    return (
        select(Tiering)
        .join(Tiering.service)
        .options(contains_eager(Tiering.service), joinedload(Tiering.author), defer(Tiering.model_text))
    )


def _in_state(state: str) -> ColumnElement[bool]:
    return Tiering.state.in_(OPEN) if state == "open" else Tiering.state == state


def _url(row: Tiering) -> str:
    return url_for("tierings.show", number=row.number)


TIERINGS = Listing(
    columns=(
        Column("number", "Number", lambda row: row.number, _COLUMNS.id, href=_url),
        Column("service", "Service", lambda row: row.service.name, _SERVICE.name_key, "name", _url),
        Column("state", "State", lambda row: row.state, _COLUMNS.state, "chip"),
        Column("score", "Score", lambda row: None if row.score is None else plain(row.score), kind="number"),
        Column("reckoned", "Reckoned tier", lambda row: row.reckoned_tier),
        Column("tier", "Tier", lambda row: row.tier, _COLUMNS.tier),
        Column("author", "Author", lambda row: row.author, kind="person"),
        Column("opened", "Opened", lambda row: row.opened_at, _COLUMNS.opened_at, "time"),
        Column("decided", "Decided", lambda row: row.decided_at, _COLUMNS.decided_at, "time"),
    ),
    key=_COLUMNS.id,
    sort="-number",
    filters=(
        Contains("q", "Service or number", (Tiering.number, Service.name)),
        Choice("state", "State", _COLUMNS.state, STATES, _in_state),
        Choice("tier", "Tier", _COLUMNS.tier, tuple((one, one) for one in TIERS)),
    ),
)
"""Tierings by number, service, state and tier."""
