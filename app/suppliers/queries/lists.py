"""The two lists of the register: what they show, sort and narrow by. Each page is one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload

from app.people import queries as people
from app.suppliers.models import Service, Supplier
from app.suppliers.models.naming import name_key
from app.suppliers.rules.tiers import TIERS
from app.web.filters import LONGEST_TEXT, Choice, ListRefused
from app.web.listing import Column, Listing

STATES = (("active", "active"), ("retired", "retired"))
_OTHER = aliased(Service)
_SUPPLIER, _SERVICE = Supplier.__table__.c, Service.__table__.c


@dataclass(frozen=True)
class NameOrNumber:
    """Rows whose name contains the text, in any case of any script, or whose number begins with it."""

    name: str
    label: str
    keys: tuple[ColumnElement[Any], ...]
    number: ColumnElement[Any]
    kind: str = "text"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Its one parameter."""
        return (self.name,)

    def conditions(self, given: Mapping[str, str]) -> Sequence[ColumnElement[bool]]:
        """Match names anywhere and numbers from their beginning."""
        text = given.get(self.name, "").strip()
        if len(text) > LONGEST_TEXT:
            raise ListRefused(f"“{self.label}” takes at most {LONGEST_TEXT} letters. Search for a shorter text.")
        if not text:
            return []
        names = [key.contains(name_key(text), autoescape=True) for key in self.keys]
        return [or_(*names, self.number.startswith(text.upper(), autoescape=True))]


def supplier_list() -> Select[Any]:
    """Return the suppliers with their owners."""
    return select(Supplier).options(joinedload(Supplier.owner))


def service_list() -> Select[Any]:
    """Return the services with their suppliers and owners."""
    return (
        select(Service)
        .join(Service.supplier)
        .options(contains_eager(Service.supplier), joinedload(Service.bpo), joinedload(Service.so))
    )


def _owners(role: str) -> Sequence[tuple[str, str]]:
    return [(str(one.id), one.label) for one in people.holders(role)]


def _has_service_of_tier(tier: str) -> ColumnElement[bool]:
    return (
        select(_OTHER.id)
        .where(_OTHER.supplier_id == Supplier.id, _tier_is(_OTHER.tier, tier), _OTHER.state == "active")
        .exists()
    )


def _tier_is(column: ColumnElement[Any] | InstrumentedAttribute[Any], tier: str) -> ColumnElement[bool]:
    return column.is_(None) if tier == "none" else column == tier


_TIER_CHOICES = (*((code, f"{code} {word}") for code, word in TIERS.items()), ("none", "not chosen yet"))


def _supplier_url(row: Supplier) -> str:
    return url_for("suppliers.show", number=row.number)


def _service_url(row: Service) -> str:
    return url_for("services.show", number=row.number)


SUPPLIERS = Listing(
    columns=(
        Column("number", "Number", lambda row: row.number, _SUPPLIER.id, href=_supplier_url),
        Column("name", "Name", lambda row: row.name, _SUPPLIER.name_key, "name", _supplier_url),
        Column("country", "Country", lambda row: row.country),
        Column("owner", "Owner", lambda row: row.owner, kind="person"),
        Column("state", "State", lambda row: row.state, kind="chip"),
    ),
    key=_SUPPLIER.id,
    sort="name",
    filters=(
        NameOrNumber("q", "Name or number", (_SUPPLIER.name_key,), _SUPPLIER.number),
        Choice("state", "State", _SUPPLIER.state, STATES),
        Choice("tier", "Tier of a service", _SERVICE.tier, _TIER_CHOICES, _has_service_of_tier),
        Choice("owner", "Owner", _SUPPLIER.owner_id, lambda: _owners("SQM"), lambda one: Supplier.owner_id == int(one)),
    ),
)
"""Suppliers by name, number, state, owner and the tiers of their services."""

SERVICES = Listing(
    columns=(
        Column("number", "Number", lambda row: row.number, _SERVICE.id, href=_service_url),
        Column("name", "Service", lambda row: row.name, _SERVICE.name_key, "name", _service_url),
        Column("supplier", "Supplier", lambda row: row.supplier.name, kind="name"),
        Column("tier", "Tier", lambda row: row.tier or "not chosen"),
        Column("bpo", "Business process owner", lambda row: row.bpo, kind="person"),
        Column("so", "System owner", lambda row: row.so, kind="person"),
        Column("state", "State", lambda row: row.state, kind="chip"),
    ),
    key=_SERVICE.id,
    sort="name",
    filters=(
        NameOrNumber("q", "Name or number", (_SERVICE.name_key, _SUPPLIER.name_key), _SERVICE.number),
        Choice("state", "State", _SERVICE.state, STATES),
        Choice("tier", "Tier", _SERVICE.tier, _TIER_CHOICES, lambda one: _tier_is(_SERVICE.tier, one)),
        # two filters and not one with an "or", so that each walks its own index in the order of the list
        Choice("bpo", "Process owner", _SERVICE.bpo_id, lambda: _owners("BPO"), lambda one: Service.bpo_id == int(one)),
        Choice("so", "System owner", _SERVICE.so_id, lambda: _owners("SO"), lambda one: Service.so_id == int(one)),
    ),
)
"""Services by name, supplier, number, state, tier and owner."""
