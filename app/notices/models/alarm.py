"""An alarm: what the portal found wrong, since when, and who acknowledged it with which comment."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.notices.rules.kinds import KINDS
from app.people.models import Person
from app.records.lifecycle import Lifecycle, Move
from app.records.regulated import Regulated

ALARM = Lifecycle(
    "notices.alarm",
    "raised",
    ("raised", "acknowledged", "over"),
    (
        Move("acknowledge", ("raised",), "acknowledged", needs_reason=True),
        # only the clock looks whether the cause has gone; nobody talks an alarm away
        Move("end", ("raised", "acknowledged"), "over", needs_reason=True, by_clock=True),
    ),
)


class Alarm(Regulated):
    """One cause that stood. Nothing of it is edited; it is acknowledged, and it is over when its cause has gone.

    ``open_key`` names kind and subject while it is not over, so that the database itself lets in one open alarm for a
    cause. ``subject_type`` and ``subject_id`` are the record it is about, ``subject_name`` what people call that.
    """

    __tablename__ = "alarm"
    __record__ = "notices.alarm"
    __lifecycle__ = ALARM
    __table_args__ = (Index("ix_alarm_subject", "kind", "subject_id"), Index("ix_alarm_state", "state", "id"))

    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    severity: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    subject_name: Mapped[str]
    link: Mapped[str]
    sentence: Mapped[str]
    since: Mapped[datetime]
    raised_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    acknowledged_as: Mapped[str | None]
    comment: Mapped[str | None]
    over_at: Mapped[datetime | None]
    open_key: Mapped[str | None] = mapped_column(unique=True)

    acknowledged_by: Mapped[Person | None] = relationship()

    @property
    def title(self) -> str:
        """The kind in words."""
        return KINDS[self.kind].title

    @property
    def is_open(self) -> bool:
        """Tell whether its cause still stands, or nobody acknowledged it yet where that is needed."""
        return self.state != "over"
