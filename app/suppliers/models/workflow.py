"""A workflow: one regulated use of a service, with the function areas it relies on."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.people.models import Person
from app.records.regulated import Regulated
from app.suppliers.models.service import Service
from app.suppliers.models.supplier import REGISTER


class Workflow(Regulated):
    """One regulated use. ``areas`` holds codes of the twelve function areas, in their printed order.

    ``confirmed_on`` is the day on which the service's business process owner last said that this is how it is used;
    every edit takes the confirmation back.
    """

    __tablename__ = "workflow"
    __record__ = "suppliers.workflow"
    __lifecycle__ = REGISTER
    __table_args__ = (Index("ix_workflow_service", "service_id", "id"),)

    number: Mapped[str] = mapped_column(unique=True)
    service_id: Mapped[int] = mapped_column(ForeignKey(Service.id))
    name: Mapped[str]
    description: Mapped[str | None]
    areas: Mapped[list[str]]
    is_high_process_risk: Mapped[bool]
    is_record_integrity_critical: Mapped[bool]
    keeps_part11_records: Mapped[bool]
    keeps_signatures: Mapped[bool]
    confirmed_on: Mapped[date | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    state: Mapped[str] = mapped_column(default="active")
    retired_at: Mapped[datetime | None]
    retired_because: Mapped[str | None]

    service: Mapped[Service] = relationship(back_populates="workflows")
    confirmed_by: Mapped[Person | None] = relationship(foreign_keys=[confirmed_by_id])

    @property
    def is_active(self) -> bool:
        """Tell whether the workflow is in use."""
        return self.state == "active"

    @property
    def is_confirmed(self) -> bool:
        """Tell whether its owner stands behind it as it is written now."""
        return self.confirmed_on is not None
