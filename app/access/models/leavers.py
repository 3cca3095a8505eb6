"""Who leaves: the lists that say so, what became of each of their lines, and the leavers whose day is still to come."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.base import sheet_files
from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

LEAVER_LIST = Lifecycle(
    "leaver list",
    "previewed",
    ("previewed", "confirmed", "discarded"),
    (Move("confirm", ("previewed",), "confirmed"), Move("discard", ("previewed",), "discarded")),
)

LEAVER = Lifecycle(
    "leaver",
    "leaving",
    ("leaving", "left", "withdrawn"),
    (
        Move("leave", ("leaving",), "left", needs_reason=True, by_clock=True),
        Move("withdraw", ("leaving",), "withdrawn", needs_reason=True),
    ),
)


class LeaverList(Regulated):
    """A sheet of people who leave. The file itself is an attachment of it."""

    __tablename__ = "leaver_list"
    __record__ = "access.leaver_list"
    __lifecycle__ = LEAVER_LIST

    number: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    encoding: Mapped[str]
    delimiter: Mapped[str]
    state: Mapped[str] = mapped_column(default="previewed")
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    finished_at: Mapped[datetime | None]
    deactivated: Mapped[int | None]
    marked: Mapped[int | None]
    other_lines: Mapped[int | None]

    uploaded_by: Mapped[Person] = relationship()
    lines: Mapped[list["LeaverLine"]] = relationship(order_by="LeaverLine.id")

    @property
    def read_as(self) -> str:
        """How the file was read, in words."""
        return sheet_files.read_as(self.encoding, self.delimiter)

    @property
    def media_type(self) -> str:
        """The media type of the file."""
        return sheet_files.media_type(self.delimiter)


class LeaverLine(Regulated):
    """What became of one line of a list. ``user`` is what the line says, ``line`` counts from 1."""

    __tablename__ = "leaver_list_line"
    __record__ = "access.leaver_list_line"
    __is_append_only__ = True

    list_id: Mapped[int] = mapped_column(ForeignKey(LeaverList.id), index=True)
    line: Mapped[int]
    outcome: Mapped[str]
    user: Mapped[str]
    last_day: Mapped[date | None]
    reference: Mapped[str]
    sentence: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class Leaver(Regulated):
    """Somebody who leaves after a day. ``obstacle`` says why the portal's clock could not deactivate the account."""

    __tablename__ = "leaver"
    __record__ = "access.leaver"
    __lifecycle__ = LEAVER
    __table_args__ = (Index("ix_leaver_state_last_day", "state", "last_day"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    list_id: Mapped[int] = mapped_column(ForeignKey(LeaverList.id))
    line: Mapped[int]
    last_day: Mapped[date]
    reference: Mapped[str]
    state: Mapped[str] = mapped_column(default="leaving")
    marked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    obstacle: Mapped[str | None]

    person: Mapped[Person] = relationship()
    list: Mapped[LeaverList] = relationship()

    @property
    def source(self) -> str:
        """Where it is said: number of the list and line."""
        return f"{self.list.number}, line {self.line}"
