"""The list of test scripts: what it shows, sorts and narrows by."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from app.base.db import db
from app.impact.models import TestScript
from app.suppliers.models import Service
from app.web.filters import Choice, Contains
from app.web.listing import Column, Listing

_COLUMNS = TestScript.__table__.c


def script_list() -> Select[Any]:
    """Return the scripts with their services."""
    return select(TestScript).join(TestScript.service).options(contains_eager(TestScript.service))


def active_services() -> list[Service]:
    """Return the services that are in use, by name."""
    return list(db.session.scalars(select(Service).where(Service.state == "active").order_by(Service.name_key)))


def _services() -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.number} {one.name}") for one in active_services()]


def _url(row: TestScript) -> str:
    return url_for("test_scripts.show", number=row.number)


SCRIPTS = Listing(
    columns=(
        Column("number", "Number", lambda row: row.number, _COLUMNS.id, href=_url),
        Column("title", "Test", lambda row: row.title, kind="name", href=_url),
        Column("service", "Service", lambda row: row.service.name, kind="name"),
        Column("kind", "Kind", lambda row: row.kind.replace("_", " ")),
        Column("core", "Core pack", lambda row: "yes" if row.is_core else ""),
        Column("state", "State", lambda row: row.state, kind="chip"),
    ),
    key=_COLUMNS.id,
    sort="number",
    filters=(
        Contains("q", "Title or number", (TestScript.title, TestScript.number)),
        Choice("service", "Service", _COLUMNS.service_id, _services, lambda one: TestScript.service_id == int(one)),
        Choice("state", "State", _COLUMNS.state, (("active", "active"), ("retired", "retired"))),
    ),
)
"""Test scripts by number, service and state."""
