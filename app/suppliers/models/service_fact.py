"""A fact about a service, with its date and where it is proven."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.records.regulated import Regulated
from app.suppliers.models.naming import name_key
from app.suppliers.models.service import Service
from app.suppliers.rules.facts import value_words


class ServiceFact(Regulated):
    """What we know about our use of a service: an edition, a module licensed or not, a toggle on or off, …

    ``kind`` is edition, module, toggle, hosting, region, subprocessor, site or environment. ``as_of`` is the day for
    which the proof speaks. A newer fact of the same kind and name withdraws this one; it stays readable.
    """

    __tablename__ = "service_fact"
    __record__ = "suppliers.service_fact"
    __table_args__ = (
        Index(
            "uq_service_fact_in_force",
            "service_id",
            "kind",
            "name_key",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_service_fact_service", "service_id", "id"),
    )

    service_id: Mapped[int] = mapped_column(ForeignKey(Service.id))
    kind: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    value: Mapped[str]
    proof: Mapped[str]
    as_of: Mapped[date]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    service: Mapped[Service] = relationship(back_populates="facts")

    @property
    def is_in_force(self) -> bool:
        """Tell whether this is the newest word on its kind and name."""
        return self.withdrawn_at is None

    @property
    def value_words(self) -> str:
        """The value as printed."""
        return value_words(self.kind, self.value)

    @validates("name")
    def _key(self, _attribute: str, name: str) -> str:
        self.name_key = name_key(name)
        return name
