"""A service: one SaaS product of a supplier as we use it."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.people.models import Person
from app.records.regulated import Regulated
from app.suppliers.models.naming import name_key
from app.suppliers.models.supplier import REGISTER, Supplier

if TYPE_CHECKING:
    from app.suppliers.models.service_fact import ServiceFact
    from app.suppliers.models.workflow import Workflow


class Service(Regulated):
    """What is qualified is a service for an intended use.

    ``edition``, ``hosting_provider`` and ``hosting_region`` repeat the facts in force, which carry date and proof.
    ``tier`` is None until a tier choice or a tiering is signed. ``notice_days`` is the contract's notice of a release,
    in days.
    """

    __tablename__ = "service"
    __record__ = "suppliers.service"
    __lifecycle__ = REGISTER
    __table_args__ = (
        Index("ix_service_name", "name_key", "id"),
        Index("ix_service_state", "state", "name_key", "id"),
        Index("ix_service_tier", "tier", "name_key", "id"),
        Index("ix_service_supplier", "supplier_id", "name_key", "id"),
        Index("ix_service_bpo", "bpo_id", "name_key", "id"),
        Index("ix_service_so", "so_id", "name_key", "id"),
    )

    number: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey(Supplier.id))
    name: Mapped[str]
    name_key: Mapped[str]
    description: Mapped[str | None]
    intended_use: Mapped[str | None]
    is_regulated: Mapped[bool]
    edition: Mapped[str | None]
    bpo_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    so_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    production_window: Mapped[str | None]
    notice_days: Mapped[int | None]
    tier: Mapped[str | None]
    hosting_provider: Mapped[str | None]
    hosting_region: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="active")
    retired_at: Mapped[datetime | None]
    retired_because: Mapped[str | None]

    supplier: Mapped[Supplier] = relationship(back_populates="services")
    bpo: Mapped[Person | None] = relationship(foreign_keys=[bpo_id])
    so: Mapped[Person | None] = relationship(foreign_keys=[so_id])
    facts: Mapped[list["ServiceFact"]] = relationship(back_populates="service", order_by="ServiceFact.id")
    workflows: Mapped[list["Workflow"]] = relationship(back_populates="service", order_by="Workflow.id")

    @property
    def is_active(self) -> bool:
        """Tell whether the service is in use."""
        return self.state == "active"

    @validates("name")
    def _key(self, _attribute: str, name: str) -> str:
        self.name_key = name_key(name)
        return name
