"""A supplier: the legal entity."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated
from app.suppliers.models.naming import name_key

if TYPE_CHECKING:
    from app.suppliers.models.service import Service

REGISTER = Lifecycle(
    "register",
    "active",
    ("active", "retired"),
    (
        Move("retire", ("active",), "retired", needs_reason=True),
        Move("reactivate", ("retired",), "active", needs_reason=True),
    ),
)
"""Suppliers, services and workflows are never deleted: they are retired, and may come back by an act of their own."""


class Supplier(Regulated):
    """A company we buy services from. Its standing is the roll-up of its services."""

    __tablename__ = "supplier"
    __record__ = "suppliers.supplier"
    __lifecycle__ = REGISTER
    __table_args__ = (
        Index("ix_supplier_name", "name_key", "id"),
        Index("ix_supplier_state", "state", "name_key", "id"),
        Index("ix_supplier_owner", "owner_id", "name_key", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str]
    country: Mapped[str | None]
    website: Mapped[str | None]
    description: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    state: Mapped[str] = mapped_column(default="active")
    retired_at: Mapped[datetime | None]
    retired_because: Mapped[str | None]

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    services: Mapped[list["Service"]] = relationship(back_populates="supplier", order_by="Service.name_key")

    @property
    def is_active(self) -> bool:
        """Tell whether the supplier is in use."""
        return self.state == "active"

    @validates("name")
    def _key(self, _attribute: str, name: str) -> str:
        self.name_key = name_key(name)
        return name
