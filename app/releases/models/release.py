"""A release as the vendor announced it, and its note as received each time."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.records.regulated import Regulated
from app.releases.models.feed import Feed
from app.suppliers.models import Supplier


class Release(Regulated):
    """What the vendor announced. ``release_version`` is the vendor's; ``version`` is the row's own, as everywhere.

    ``is_baseline`` was in the feed at its first poll and opens no work; ``opens_work`` is false for it and for filtered
    pre-releases. ``production_certainty`` is stated, assumed or unknown.
    """

    __tablename__ = "release"
    __record__ = "releases.release"
    __table_args__ = (
        UniqueConstraint("feed_id", "uid"),
        Index("ix_release_supplier", "supplier_id", "id"),
        Index("ix_release_work", "opens_work", "id"),
        Index("ix_release_found", "found_at", "id"),
        Index("ix_release_announced", "announced_at", "id"),
        Index("ix_release_production", "production_on", "id"),
    )

    feed_id: Mapped[int] = mapped_column(ForeignKey(Feed.id))
    supplier_id: Mapped[int] = mapped_column(ForeignKey(Supplier.id))
    uid: Mapped[str]
    title: Mapped[str]
    release_version: Mapped[str]
    url: Mapped[str]
    release_type: Mapped[str | None]
    announced_at: Mapped[datetime | None]
    found_at: Mapped[datetime]
    production_on: Mapped[date | None] = mapped_column(Date)
    production_certainty: Mapped[str]
    is_prerelease: Mapped[bool]
    is_baseline: Mapped[bool]
    opens_work: Mapped[bool]
    why: Mapped[str]
    entry_sha256: Mapped[str]
    note_sha256: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]

    feed: Mapped[Feed] = relationship()
    supplier: Mapped[Supplier] = relationship()
    notes: Mapped[list["NoteRevision"]] = relationship(back_populates="release", order_by="NoteRevision.position")

    @property
    def number(self) -> str:
        """The number that people say: the releases of a first poll come by the hundred, so it follows the row."""
        return f"REL-{self.id:06d}"

    @property
    def name(self) -> str:
        """Title, with the version where the title does not hold it."""
        missing = self.release_version and self.release_version not in self.title
        return f"{self.title} ({self.release_version})" if missing else self.title


class NoteRevision(Regulated):
    """The note's text as received at one time; ``payload_sha256`` is the raw document it came in."""

    __tablename__ = "note_revision"
    __record__ = "releases.note_revision"
    __is_append_only__ = True
    __table_args__ = (UniqueConstraint("release_id", "position"),)

    release_id: Mapped[int] = mapped_column(ForeignKey(Release.id))
    position: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    sha256: Mapped[str]
    payload_sha256: Mapped[str]
    received_at: Mapped[datetime]

    release: Mapped[Release] = relationship(back_populates="notes")
