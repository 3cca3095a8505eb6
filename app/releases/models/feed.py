"""A feed: a registered source of release news, and the services it speaks for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated
from app.suppliers.models import Service, Supplier

FEED = Lifecycle(
    "feed",
    "active",
    ("active", "retired"),
    (
        Move("retire", ("active",), "retired", needs_reason=True),
        Move("reactivate", ("retired",), "active", needs_reason=True),
    ),
)
"""A feed is watched or retired. A failing feed stays active: silence is an alarm, never "no news"."""


class Feed(Regulated):
    """Where a vendor tells of releases. ``kind`` is ``auto`` (polled) or ``manual`` (a person enters what came)."""

    __tablename__ = "feed"
    __record__ = "releases.feed"
    __lifecycle__ = FEED
    __table_args__ = (Index("ix_feed_state", "state", "kind", "id"), Index("ix_feed_name", "name", "id"))

    number: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey(Supplier.id), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str | None]
    interval_minutes: Mapped[int]
    takes_prereleases: Mapped[bool]
    has_baseline: Mapped[bool]
    state: Mapped[str] = mapped_column(default="active")

    supplier: Mapped[Supplier] = relationship()
    services: Mapped[list["FeedService"]] = relationship(back_populates="feed", order_by="FeedService.id")

    @property
    def is_active(self) -> bool:
        """Tell whether the feed is in use."""
        return self.state == "active"

    @property
    def is_polled(self) -> bool:
        """Tell whether the clock asks this feed."""
        return self.kind == "auto" and self.state == "active"


class FeedService(Regulated):
    """A feed speaks for a service, until it is withdrawn."""

    __tablename__ = "feed_service"
    __record__ = "releases.feed_service"
    __table_args__ = (Index("ix_feed_service_service", "service_id", "feed_id"),)

    feed_id: Mapped[int] = mapped_column(ForeignKey(Feed.id), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey(Service.id))
    since: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    feed: Mapped[Feed] = relationship(back_populates="services")
    service: Mapped[Service] = relationship()
