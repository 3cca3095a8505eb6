"""What an inspection covers: the whole record, or suppliers and services that QA chose. The newest choice counts."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.inspection.models.inspection import Inspection
from app.people.models import Person
from app.records.regulated import Regulated
from app.suppliers.models import Service, Supplier


class InspectionScope(Regulated):
    """One choice of what the inspector sees, by whom, when and why. Written once; a change is the next choice."""

    __tablename__ = "inspection_scope"
    __record__ = "inspection.scope"
    __is_append_only__ = True

    inspection_id: Mapped[int] = mapped_column(ForeignKey(Inspection.id), index=True)
    is_whole: Mapped[bool]
    reason: Mapped[str]
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    chosen_at: Mapped[datetime]

    inspection: Mapped[Inspection] = relationship()
    chosen_by: Mapped[Person] = relationship()
    parts: Mapped[list["InspectionScopePart"]] = relationship(back_populates="scope", order_by="InspectionScopePart.id")

    @property
    def chosen(self) -> list[Supplier | Service]:
        """The suppliers and services that were chosen, in the order in which they were named."""
        return [one for part in self.parts if (one := part.supplier or part.service) is not None]


class InspectionScopePart(Regulated):
    """One supplier with all of its services, or one service. Written once."""

    __tablename__ = "inspection_scope_part"
    __record__ = "inspection.scope_part"
    __is_append_only__ = True

    scope_id: Mapped[int] = mapped_column(ForeignKey(InspectionScope.id), index=True)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey(Supplier.id), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey(Service.id), index=True)

    scope: Mapped[InspectionScope] = relationship(back_populates="parts")
    supplier: Mapped[Supplier | None] = relationship()
    service: Mapped[Service | None] = relationship()
