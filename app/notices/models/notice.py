"""What a person was told, about which record, and when: once each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base.db import Model
from app.people.models import Person
from app.records.regulated import Regulated


class Notice(Regulated):
    """One thing that one person was told. ``key`` is what makes it once: the same key is never told again.

    It holds no address of ours: a mail goes to the person's own one, or to the earlier one that the event
    ``address_event`` of the trail replaced. ``outside_name`` and ``outside_email`` stand where somebody without an
    account is told. It holds no word that opens anything either.
    """

    __tablename__ = "notice"
    __record__ = "notices.notice"
    __is_append_only__ = True
    __table_args__ = (Index("ix_notice_person", "person_id", "id"),)

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    outside_name: Mapped[str | None]
    outside_email: Mapped[str | None]
    subject: Mapped[str]
    body: Mapped[str]
    record: Mapped[str | None]
    link: Mapped[str | None]
    at: Mapped[datetime]
    address_event: Mapped[int | None]

    person: Mapped[Person | None] = relationship()

    @property
    def reader(self) -> "Person | Outsider":
        """Who is told."""
        return self.person or Outsider(self.outside_name or "")


@dataclass(frozen=True)
class Outsider:
    """Somebody without an account, as lists print them."""

    name: str
    username: str = "outside"
    is_active: bool = True


class TrailReader(Model):
    """How far the trail was read for notices about accounts; each notice has its own key besides."""

    __tablename__ = "trail_reader"

    name: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]
